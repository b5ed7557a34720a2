package vtp.engine.image.vp8;

import java.util.Arrays;

/**
 * The coefficients of one macroblock after another: tokens decoded (section 13), multiplied by the quantizer, luma's DC
 * coefficients made from their own block ("Y2") where there is one.
 *
 * <p>Blocks of 4 × 4 coefficients: 0 to 15 luma, 16 to 19 and 20 to 23 the two of chroma.
 */
final class Residuals {
    /** Coefficients of a 4 × 4 block. */
    static final int BLOCK = 16;
    /** The first block of the first chroma channel. */
    static final int CHROMA = 16;

    private static final int BLOCKS = 24;

    /** What of a block is not zero. */
    static final byte NOTHING = 0;

    static final byte DC_ALONE = 1;
    static final byte ANY = 2;

    // Kinds of blocks, as the token probabilities are listed by.
    private static final int LUMA_AFTER_Y2 = 0;
    private static final int Y2 = 1;
    private static final int CHROMA_KIND = 2;
    private static final int LUMA_WITH_DC = 3;

    /** Whether the neighbouring block has coefficients: four of luma, two of each chroma, Y2. */
    private static final int CONTEXTS = 9;

    private static final int CONTEXT_OF_CHROMA = 4;
    private static final int CONTEXT_OF_Y2 = 8;

    private final Tokens tokens;
    private final Transform transform = new Transform();
    private final byte[] above;
    private final byte[] left = new byte[CONTEXTS];
    private final int[] y2 = new int[BLOCK];

    final int[] coefficients = new int[BLOCKS * BLOCK];
    /** {@link #NOTHING}, {@link #DC_ALONE} or {@link #ANY}, for each block. */
    final byte[] content = new byte[BLOCKS];

    Residuals(FrameHeader header) {
        tokens = new Tokens(header.coefficientProbabilities());
        above = new byte[CONTEXTS * header.columns()];
    }

    /** Begins a row of macroblocks. */
    void beginRow() {
        Arrays.fill(left, (byte) 0);
    }

    /** Passes a macroblock without coefficients. */
    void skip(int column, boolean inSubblocks) {
        // Without a Y2 block of its own, a macroblock hands on what is known of its neighbour's.
        int contexts = inSubblocks ? CONTEXT_OF_Y2 : CONTEXTS;
        Arrays.fill(above, CONTEXTS * column, CONTEXTS * column + contexts, (byte) 0);
        Arrays.fill(left, 0, contexts, (byte) 0);
        Arrays.fill(content, NOTHING);
    }

    /** Reads a macroblock's coefficients, and returns whether any is not zero. */
    boolean read(BoolDecoder in, int column, boolean inSubblocks, Quantizer quantizer) {
        Arrays.fill(coefficients, 0);
        int aboveAt = CONTEXTS * column;
        if (!inSubblocks) {
            readY2(in, aboveAt, quantizer);
        }
        int kind = inSubblocks ? LUMA_WITH_DC : LUMA_AFTER_Y2;
        int dc = quantizer.lumaDc();
        boolean any = readSquare(in, kind, 0, 4, aboveAt, 0, dc, quantizer.lumaAc());
        for (int i = 0; i < 2; i++) {
            int context = CONTEXT_OF_CHROMA + 2 * i;
            dc = quantizer.chromaDc();
            any |= readSquare(in, CHROMA_KIND, CHROMA + 4 * i, 2, aboveAt, context, dc, quantizer.chromaAc());
        }
        return any;
    }

    private void readY2(BoolDecoder in, int aboveAt, Quantizer quantizer) {
        Arrays.fill(y2, 0);
        int context = above[aboveAt + CONTEXT_OF_Y2] + left[CONTEXT_OF_Y2];
        int end = tokens.read(in, Y2, context, 0, quantizer.y2Dc(), quantizer.y2Ac(), y2, 0);
        byte coded = (byte) (end > 0 ? 1 : 0);
        above[aboveAt + CONTEXT_OF_Y2] = coded;
        left[CONTEXT_OF_Y2] = coded;
        transform.inverseWalshHadamard(y2, coefficients);
    }

    /** Reads side × side blocks, and returns whether any of them has a coefficient that is not zero. */
    private boolean readSquare(
            BoolDecoder in, int kind, int block, int side, int aboveAt, int context, int dc, int ac) {
        int first = kind == LUMA_AFTER_Y2 ? 1 : 0;
        boolean any = false;
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int a = aboveAt + context + x;
                int l = context + y;
                int at = block * BLOCK;
                int end = tokens.read(in, kind, above[a] + left[l], first, dc, ac, coefficients, at);
                byte coded = (byte) (end > first ? 1 : 0);
                above[a] = coded;
                left[l] = coded;
                content[block] = end > 1 ? ANY : coefficients[at] != 0 ? DC_ALONE : NOTHING;
                any |= content[block] != NOTHING;
                block++;
            }
        }
        return any;
    }
}
