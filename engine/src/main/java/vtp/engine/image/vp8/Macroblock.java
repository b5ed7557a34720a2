package vtp.engine.image.vp8;

/** What the first partition says of one macroblock: 16 × 16 pixels. One object is filled again and again. */
final class Macroblock {
    /** Which of the four sets of quantizers and filter strengths holds. */
    int segment;
    /** Whether it has no coefficients at all. */
    boolean skipped;
    /** Whether each of its sixteen 4 × 4 blocks is predicted by itself. */
    boolean inSubblocks;
    /** The prediction of all luma, unless in subblocks. */
    int lumaMode;
    /** The prediction of each 4 × 4 block, row by row, if in subblocks. */
    final int[] subblockModes = new int[16];

    int chromaMode;
}
