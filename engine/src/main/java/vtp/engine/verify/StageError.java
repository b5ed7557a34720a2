package vtp.engine.verify;

/**
 * How far a stage is from a golden: its error divided by the golden's standard deviation, or what takes that place.
 *
 * @param stage its name
 * @param rms root mean square of the error; of {@code rgb} the share of values that differ; 0 where only the largest
 *     counts
 * @param largest largest error; of {@code rgb} in levels; infinite if the stage is missing or has another size
 * @param rmsLimit what {@code rms} may be
 * @param largestLimit what {@code largest} may be
 * @since 0.1.0
 */
public record StageError(String stage, double rms, double largest, double rmsLimit, double largestLimit) {

    /** Whether the stage is as close as two runs of the reference are. NaN is not. */
    public boolean within() {
        return rms <= rmsLimit && largest <= largestLimit;
    }
}
