package vtp.engine.image.vp8;

/**
 * How strongly the edges of a macroblock are smoothed (section 15.4).
 *
 * @param limit how large a step between the blocks inside a macroblock may be and still be smoothed; 0: nothing is
 * @param interiorLimit how large the steps beside the edge may be
 * @param highVariance above which step beside the edge only the two nearest samples change
 */
record FilterStrength(int limit, int interiorLimit, int highVariance) {
    private static final int MAX_LEVEL = 63;

    /** The strength for a level; it is clipped to 0 to 63. */
    static FilterStrength of(int level, int sharpness) {
        int clipped = Math.clamp(level, 0, MAX_LEVEL);
        if (clipped == 0) {
            return new FilterStrength(0, 0, 0);
        }
        int interior = clipped;
        if (sharpness > 0) {
            interior = Math.min(interior >> (sharpness > 4 ? 2 : 1), 9 - sharpness);
        }
        interior = Math.max(interior, 1);
        int highVariance = clipped >= 40 ? 2 : clipped >= 15 ? 1 : 0;
        return new FilterStrength(2 * clipped + interior, interior, highVariance);
    }
}
