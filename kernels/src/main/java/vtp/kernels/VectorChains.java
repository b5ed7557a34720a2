package vtp.kernels;

import static vtp.kernels.VectorMath.SPECIES;

import jdk.incubator.vector.FloatVector;

/** The loops of {@link FmaPeak} with vectors, at the width that the kernels use. */
final class VectorChains {

    static final int LANES = SPECIES.length();

    private static final boolean MANY = Fma.IN_HARDWARE && VectorRegisters.COUNT >= 32;

    /** How many chains there are on this CPU. */
    static final int COUNT = MANY ? 2 * FmaPeak.CHAINS : FmaPeak.CHAINS;

    private VectorChains() {}

    /**
     * Takes all chains {@code steps} steps on, and returns something of their sum.
     *
     * @param starts a vector for each of {@link #COUNT} chains
     */
    static float run(float[] starts, int steps) {
        if (MANY) {
            return fused20(starts, steps);
        }
        return Fma.IN_HARDWARE ? fused10(starts, steps) : unfused10(starts, steps);
    }

    /** For 32 registers. */
    private static float fused20(float[] starts, int steps) {
        FloatVector a = FloatVector.broadcast(SPECIES, 0.999f);
        FloatVector b = FloatVector.broadcast(SPECIES, 0.001f);
        FloatVector x0 = FloatVector.fromArray(SPECIES, starts, 0);
        FloatVector x1 = FloatVector.fromArray(SPECIES, starts, SPECIES.length());
        FloatVector x2 = FloatVector.fromArray(SPECIES, starts, 2 * SPECIES.length());
        FloatVector x3 = FloatVector.fromArray(SPECIES, starts, 3 * SPECIES.length());
        FloatVector x4 = FloatVector.fromArray(SPECIES, starts, 4 * SPECIES.length());
        FloatVector x5 = FloatVector.fromArray(SPECIES, starts, 5 * SPECIES.length());
        FloatVector x6 = FloatVector.fromArray(SPECIES, starts, 6 * SPECIES.length());
        FloatVector x7 = FloatVector.fromArray(SPECIES, starts, 7 * SPECIES.length());
        FloatVector x8 = FloatVector.fromArray(SPECIES, starts, 8 * SPECIES.length());
        FloatVector x9 = FloatVector.fromArray(SPECIES, starts, 9 * SPECIES.length());
        FloatVector x10 = FloatVector.fromArray(SPECIES, starts, 10 * SPECIES.length());
        FloatVector x11 = FloatVector.fromArray(SPECIES, starts, 11 * SPECIES.length());
        FloatVector x12 = FloatVector.fromArray(SPECIES, starts, 12 * SPECIES.length());
        FloatVector x13 = FloatVector.fromArray(SPECIES, starts, 13 * SPECIES.length());
        FloatVector x14 = FloatVector.fromArray(SPECIES, starts, 14 * SPECIES.length());
        FloatVector x15 = FloatVector.fromArray(SPECIES, starts, 15 * SPECIES.length());
        FloatVector x16 = FloatVector.fromArray(SPECIES, starts, 16 * SPECIES.length());
        FloatVector x17 = FloatVector.fromArray(SPECIES, starts, 17 * SPECIES.length());
        FloatVector x18 = FloatVector.fromArray(SPECIES, starts, 18 * SPECIES.length());
        FloatVector x19 = FloatVector.fromArray(SPECIES, starts, 19 * SPECIES.length());
        for (int i = 0; i < steps; i++) {
            x0 = a.fma(b, x0);
            x1 = a.fma(b, x1);
            x2 = a.fma(b, x2);
            x3 = a.fma(b, x3);
            x4 = a.fma(b, x4);
            x5 = a.fma(b, x5);
            x6 = a.fma(b, x6);
            x7 = a.fma(b, x7);
            x8 = a.fma(b, x8);
            x9 = a.fma(b, x9);
            x10 = a.fma(b, x10);
            x11 = a.fma(b, x11);
            x12 = a.fma(b, x12);
            x13 = a.fma(b, x13);
            x14 = a.fma(b, x14);
            x15 = a.fma(b, x15);
            x16 = a.fma(b, x16);
            x17 = a.fma(b, x17);
            x18 = a.fma(b, x18);
            x19 = a.fma(b, x19);
        }
        FloatVector sum = x0.add(x1)
                .add(x2)
                .add(x3)
                .add(x4)
                .add(x5)
                .add(x6)
                .add(x7)
                .add(x8)
                .add(x9)
                .add(x10)
                .add(x11)
                .add(x12)
                .add(x13)
                .add(x14)
                .add(x15)
                .add(x16)
                .add(x17)
                .add(x18)
                .add(x19);
        return sum.lane(0);
    }

    /** For 16 registers. */
    private static float fused10(float[] starts, int steps) {
        FloatVector a = FloatVector.broadcast(SPECIES, 0.999f);
        FloatVector b = FloatVector.broadcast(SPECIES, 0.001f);
        FloatVector x0 = FloatVector.fromArray(SPECIES, starts, 0);
        FloatVector x1 = FloatVector.fromArray(SPECIES, starts, SPECIES.length());
        FloatVector x2 = FloatVector.fromArray(SPECIES, starts, 2 * SPECIES.length());
        FloatVector x3 = FloatVector.fromArray(SPECIES, starts, 3 * SPECIES.length());
        FloatVector x4 = FloatVector.fromArray(SPECIES, starts, 4 * SPECIES.length());
        FloatVector x5 = FloatVector.fromArray(SPECIES, starts, 5 * SPECIES.length());
        FloatVector x6 = FloatVector.fromArray(SPECIES, starts, 6 * SPECIES.length());
        FloatVector x7 = FloatVector.fromArray(SPECIES, starts, 7 * SPECIES.length());
        FloatVector x8 = FloatVector.fromArray(SPECIES, starts, 8 * SPECIES.length());
        FloatVector x9 = FloatVector.fromArray(SPECIES, starts, 9 * SPECIES.length());
        for (int i = 0; i < steps; i++) {
            x0 = a.fma(b, x0);
            x1 = a.fma(b, x1);
            x2 = a.fma(b, x2);
            x3 = a.fma(b, x3);
            x4 = a.fma(b, x4);
            x5 = a.fma(b, x5);
            x6 = a.fma(b, x6);
            x7 = a.fma(b, x7);
            x8 = a.fma(b, x8);
            x9 = a.fma(b, x9);
        }
        FloatVector sum = x0.add(x1)
                .add(x2)
                .add(x3)
                .add(x4)
                .add(x5)
                .add(x6)
                .add(x7)
                .add(x8)
                .add(x9);
        return sum.lane(0);
    }

    /** Where a multiply-add is two instructions. */
    private static float unfused10(float[] starts, int steps) {
        FloatVector a = FloatVector.broadcast(SPECIES, 0.999f);
        FloatVector b = FloatVector.broadcast(SPECIES, 0.001f);
        FloatVector x0 = FloatVector.fromArray(SPECIES, starts, 0);
        FloatVector x1 = FloatVector.fromArray(SPECIES, starts, SPECIES.length());
        FloatVector x2 = FloatVector.fromArray(SPECIES, starts, 2 * SPECIES.length());
        FloatVector x3 = FloatVector.fromArray(SPECIES, starts, 3 * SPECIES.length());
        FloatVector x4 = FloatVector.fromArray(SPECIES, starts, 4 * SPECIES.length());
        FloatVector x5 = FloatVector.fromArray(SPECIES, starts, 5 * SPECIES.length());
        FloatVector x6 = FloatVector.fromArray(SPECIES, starts, 6 * SPECIES.length());
        FloatVector x7 = FloatVector.fromArray(SPECIES, starts, 7 * SPECIES.length());
        FloatVector x8 = FloatVector.fromArray(SPECIES, starts, 8 * SPECIES.length());
        FloatVector x9 = FloatVector.fromArray(SPECIES, starts, 9 * SPECIES.length());
        for (int i = 0; i < steps; i++) {
            x0 = x0.mul(a).add(b);
            x1 = x1.mul(a).add(b);
            x2 = x2.mul(a).add(b);
            x3 = x3.mul(a).add(b);
            x4 = x4.mul(a).add(b);
            x5 = x5.mul(a).add(b);
            x6 = x6.mul(a).add(b);
            x7 = x7.mul(a).add(b);
            x8 = x8.mul(a).add(b);
            x9 = x9.mul(a).add(b);
        }
        FloatVector sum = x0.add(x1)
                .add(x2)
                .add(x3)
                .add(x4)
                .add(x5)
                .add(x6)
                .add(x7)
                .add(x8)
                .add(x9);
        return sum.lane(0);
    }
}
