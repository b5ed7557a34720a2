package vtp.evaluation.probe;

import java.util.SplittableRandom;

/** Draws by lot what follows from a few numbers alone: in any order, on any number of threads, after any restart. */
final class Lots {
    private Lots() {}

    /** A generator that is the same for the same keys, and else another. */
    static SplittableRandom of(long... keys) {
        long state = 0;
        for (long key : keys) {
            state = new SplittableRandom(state ^ key).nextLong();
        }
        return new SplittableRandom(state);
    }
}
