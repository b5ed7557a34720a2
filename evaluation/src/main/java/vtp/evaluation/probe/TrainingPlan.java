package vtp.evaluation.probe;

/**
 * How a probe is trained.
 *
 * @param batch samples of a step
 * @param steps of an epoch, whatever the size of the data set
 * @param epochs after each of which all classifiers are evaluated
 * @param heldOut whether the best is chosen on a tenth of the training pictures, which then are not trained on, instead
 *     of on the validation pictures
 * @param seed what weights, order and views are drawn from
 * @since 0.1.0
 */
public record TrainingPlan(int batch, int steps, int epochs, boolean heldOut, long seed) {
    /** The reference's on one GPU. */
    public static final TrainingPlan REFERENCE = new TrainingPlan(128, 1250, 10, false, 0);

    private static final int MOST = 1 << 20;

    /** @throws IllegalArgumentException if a number is below 1 or above a million */
    public TrainingPlan {
        for (int number : new int[] {batch, steps, epochs}) {
            if (number < 1 || number > MOST) {
                throw new IllegalArgumentException(
                        "batch, steps and epochs are 1 to " + MOST + ", not " + batch + ", " + steps + ", " + epochs);
            }
        }
    }

    /** Returns how many steps there are in all. */
    long allSteps() {
        return (long) steps * epochs;
    }
}
