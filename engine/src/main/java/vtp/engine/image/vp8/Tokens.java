package vtp.engine.image.vp8;

/** Reads the coefficients of one 4 × 4 block (sections 13.2 and 13.3). */
final class Tokens {
    private static final int[] ZIGZAG = {0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15};
    /** The band of each position, and of the one past the last, which is asked for and not used. */
    private static final int[] BAND = {0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 0};

    private static final int BRANCHES = CoefficientProbabilities.BRANCHES;
    private static final int BAND_SIZE = CoefficientProbabilities.CONTEXTS * BRANCHES;
    private static final int KIND_SIZE = CoefficientProbabilities.BANDS * BAND_SIZE;

    /** The probabilities of the further bits of large values: from 11, 19, 35 and 67 on. */
    private static final int[][] EXTRA_BITS = {
        {173, 148, 140},
        {176, 155, 140, 135},
        {180, 157, 141, 134, 130},
        {254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129}
    };

    /** By kind, band, context and branch. */
    private final int[] probabilities;

    Tokens(int[] probabilities) {
        this.probabilities = probabilities;
    }

    /**
     * Reads a block's coefficients, times their factors, to an offset; those that are zero are not written.
     *
     * @param kind of block, as the probabilities are listed by
     * @param context how many of the two neighbours have coefficients
     * @param first the position to begin at: 1 where DC is elsewhere
     * @return the position after the last coefficient
     */
    int read(BoolDecoder in, int kind, int context, int first, int dc, int ac, int[] out, int to) {
        int[] p = probabilities;
        int ofKind = kind * KIND_SIZE;
        int at = ofKind + BAND[first] * BAND_SIZE + context * BRANCHES;
        int n = first;
        while (n < 16) {
            if (in.bit(p[at]) == 0) {
                return n;
            }
            while (in.bit(p[at + 1]) == 0) {
                n++;
                if (n == 16) {
                    return n;
                }
                at = ofKind + BAND[n] * BAND_SIZE;
            }
            int next = ofKind + BAND[n + 1] * BAND_SIZE;
            int value = 1;
            if (in.bit(p[at + 2]) == 0) {
                at = next + BRANCHES;
            } else {
                value = large(in, at);
                at = next + 2 * BRANCHES;
            }
            // As in libwebp, products live in 16 bits; only damaged files exceed them.
            out[to + ZIGZAG[n]] = (short) (in.withSign(value) * (n > 0 ? ac : dc));
            n++;
        }
        return n;
    }

    /** Reads a value that is known to be 2 or more. */
    private int large(BoolDecoder in, int at) {
        int[] p = probabilities;
        if (in.bit(p[at + 3]) == 0) {
            if (in.bit(p[at + 4]) == 0) {
                return 2;
            }
            return 3 + in.bit(p[at + 5]);
        }
        if (in.bit(p[at + 6]) == 0) {
            if (in.bit(p[at + 7]) == 0) {
                return 5 + in.bit(159);
            }
            int upper = in.bit(165);
            return 7 + 2 * upper + in.bit(145);
        }
        int upper = in.bit(p[at + 8]);
        int category = 2 * upper + in.bit(p[at + 9 + upper]);
        int extra = 0;
        for (int probability : EXTRA_BITS[category]) {
            extra = 2 * extra + in.bit(probability);
        }
        return 3 + (8 << category) + extra;
    }
}
