package vtp.engine.tensor;

import vtp.engine.VtpModel;

/** Is given the values between the stages of a forward pass: see {@link VtpModel#trace}. */
@FunctionalInterface
public interface StageListener {
    /**
     * One stage.
     *
     * @param name of the stage
     * @param values row-major, the listener's own
     * @param shape dimensions of the values
     */
    void stage(String name, float[] values, int... shape);
}
