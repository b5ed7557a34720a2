package vtp.engine.image.vp8;

/**
 * What a frame says of its loop filter (section 9.4).
 *
 * @param simple whether only luma is filtered, and by the simple filter
 * @param level of the frame, 0 to 63; 0: nothing is filtered
 * @param sharpness 0 to 7
 * @param allDelta what is added to the level of every macroblock
 * @param subblockDelta what is added as well where a macroblock is predicted in subblocks
 */
record FilterHeader(boolean simple, int level, int sharpness, int allDelta, int subblockDelta) {
    private static final int DELTAS = 4;

    static FilterHeader read(BoolDecoder in) {
        boolean simple = in.flag();
        int level = in.number(6);
        int sharpness = in.number(3);
        boolean useDeltas = in.flag();
        int[] deltas = new int[2 * DELTAS];
        if (useDeltas && in.flag()) {
            for (int i = 0; i < deltas.length; i++) {
                deltas[i] = in.optionalSigned(6);
            }
        }
        // Of the deltas by reference frame and by mode, a key frame has the first of either.
        return new FilterHeader(simple, level, sharpness, deltas[0], deltas[DELTAS]);
    }

    /** Whether anything is filtered; a level of 0 turns the filter off, whatever the segments' levels are. */
    boolean enabled() {
        return level > 0;
    }

    /** Returns the strength for a segment's macroblocks. */
    FilterStrength strength(Segmentation segmentation, int segment, boolean inSubblocks) {
        int delta = inSubblocks ? allDelta + subblockDelta : allDelta;
        return FilterStrength.of(segmentation.filterLevel(segment, level) + delta, sharpness);
    }
}
