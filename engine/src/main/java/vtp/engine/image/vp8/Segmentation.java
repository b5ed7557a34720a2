package vtp.engine.image.vp8;

/**
 * The segments that a frame's macroblocks may belong to, each with a quantizer and a filter level of its own (section
 * 9.3).
 *
 * @param enabled whether there are any
 * @param mapped whether each macroblock says its segment; else all are in the first
 * @param absolute whether a segment's numbers are instead of the frame's, not added to them
 * @param quantizers of the four segments
 * @param filterLevels of the four segments
 * @param probabilities of the three branches of the tree of segments
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Segmentation(
        boolean enabled, boolean mapped, boolean absolute, int[] quantizers, int[] filterLevels, int[] probabilities) {
    static final int SEGMENTS = 4;

    static Segmentation read(BoolDecoder in) {
        int[] quantizers = new int[SEGMENTS];
        int[] filterLevels = new int[SEGMENTS];
        int[] probabilities = {255, 255, 255};
        boolean enabled = in.flag();
        boolean mapped = enabled && in.flag();
        boolean absolute = true;
        if (enabled && in.flag()) {
            absolute = in.flag();
            for (int i = 0; i < SEGMENTS; i++) {
                quantizers[i] = in.optionalSigned(7);
            }
            for (int i = 0; i < SEGMENTS; i++) {
                filterLevels[i] = in.optionalSigned(6);
            }
        }
        if (mapped) {
            for (int i = 0; i < probabilities.length; i++) {
                probabilities[i] = in.flag() ? in.number(8) : 255;
            }
        }
        return new Segmentation(enabled, mapped, absolute, quantizers, filterLevels, probabilities);
    }

    /** Reads which segment a macroblock is in. */
    int readSegment(BoolDecoder in) {
        if (!mapped) {
            return 0;
        }
        return in.bit(probabilities[0]) == 0 ? in.bit(probabilities[1]) : 2 + in.bit(probabilities[2]);
    }

    /** Returns a segment's quantizer index, given the frame's; it may lie outside of the tables. */
    int quantizer(int segment, int ofFrame) {
        return of(quantizers, segment, ofFrame);
    }

    /** Returns a segment's filter level, given the frame's; it may lie outside of 0 to 63. */
    int filterLevel(int segment, int ofFrame) {
        return of(filterLevels, segment, ofFrame);
    }

    private int of(int[] values, int segment, int ofFrame) {
        if (!enabled) {
            return ofFrame;
        }
        return absolute ? values[segment] : ofFrame + values[segment];
    }
}
