package vtp.evaluation.probe;

import java.util.SplittableRandom;

/** Makes random generators that follow from a few numbers alone, whatever the order, the threads or restarts. */
final class KeyedRandom {
    private KeyedRandom() {}

    /** A generator that is the same for the same keys, and else another. */
    static SplittableRandom of(long... keys) {
        long state = 0;
        for (long key : keys) {
            state = new SplittableRandom(state ^ key).nextLong();
        }
        return new SplittableRandom(state);
    }
}
