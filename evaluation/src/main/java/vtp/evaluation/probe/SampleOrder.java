package vtp.evaluation.probe;

import java.util.SplittableRandom;

/**
 * The order of an epoch: the pictures in a permutation of their own, then in another, and so on, as far as the epoch
 * goes. It follows from seed and epoch.
 */
final class SampleOrder {
    private final long seed;
    private final int epoch;
    private final int[] order;
    private int round;
    private int next;

    /** @param pictures which take part, by number */
    SampleOrder(long seed, int epoch, int[] pictures) {
        this.seed = seed;
        this.epoch = epoch;
        this.order = pictures.clone();
        shuffle(order, KeyedRandom.of(seed, epoch, 0));
    }

    /** The number of the next picture. */
    int next() {
        if (next == order.length) {
            next = 0;
            round++;
            shuffle(order, KeyedRandom.of(seed, epoch, round));
        }
        return order[next++];
    }

    /** Fisher and Yates, as Durstenfeld has it (1964). */
    static void shuffle(int[] values, SplittableRandom random) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int value = values[i];
            values[i] = values[j];
            values[j] = value;
        }
    }
}
