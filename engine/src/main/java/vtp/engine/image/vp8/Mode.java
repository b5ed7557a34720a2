package vtp.engine.image.vp8;

/**
 * The ways to predict a block from its neighbours (section 11.2), as the numbers that the probabilities are listed by.
 * The first four are of whole macroblocks, chroma blocks and 4 × 4 blocks, the others of 4 × 4 blocks alone.
 */
final class Mode {
    /** The mean of the samples above and on the left. */
    static final int DC = 0;
    /** Left + above − the corner between them ("TrueMotion"). */
    static final int TM = 1;

    static final int VERTICAL = 2;
    static final int HORIZONTAL = 3;
    static final int RIGHT_DOWN = 4;
    static final int VERTICAL_RIGHT = 5;
    static final int LEFT_DOWN = 6;
    static final int VERTICAL_LEFT = 7;
    static final int HORIZONTAL_DOWN = 8;
    static final int HORIZONTAL_UP = 9;
    /** How many there are. */
    static final int COUNT = 10;

    private Mode() {}
}
