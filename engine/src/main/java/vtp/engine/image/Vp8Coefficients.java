package vtp.engine.image;

import java.util.Arrays;

/** The coefficients of one macroblock at a time: read, multiplied by their steps, luma's DC transformed back (RFC 6386, section 13). */
final class Vp8Coefficients {
    /** Blocks of a macroblock: 16 of Y, 4 of U, 4 of V. */
    static final int BLOCKS = 24;

    private static final int Y_AFTER_Y2 = 0;
    private static final int Y2 = 1;
    private static final int UV = 2;
    private static final int Y_WITH_DC = 3;

    private static final int NODES = 11;
    private static final int CONTEXTS = 3;
    private static final int BANDS = 8;
    private static final int[] BAND = {0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 0};
    private static final int[] ZIGZAG = {0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15};
    private static final int[][] CATEGORIES = {
        {173, 148, 140},
        {176, 155, 140, 135},
        {180, 157, 141, 134, 130},
        {254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129}
    };

    /** 16 a block, in raster order. */
    final int[] values = new int[BLOCKS * 16];

    private final int[] y2 = new int[16];
    private final int[] probabilities;
    /** Whether the blocks above and at the left have coefficients: Y 0 – 3, U 4 – 5, V 6 – 7, Y2 8. */
    private final int[][] above;

    private final int[] left = new int[9];

    Vp8Coefficients(int[] probabilities, int columns) {
        this.probabilities = probabilities;
        above = new int[columns][9];
    }

    void startRow() {
        Arrays.fill(left, 0);
    }

    /** A macroblock without coefficients. The context of Y2 lives on through macroblocks that have none. */
    void skip(int column, boolean subblocks) {
        int end = subblocks ? 8 : 9;
        Arrays.fill(left, 0, end, 0);
        Arrays.fill(above[column], 0, end, 0);
    }

    /** Reads a macroblock; returns whether any coefficient is there. */
    boolean read(Vp8Bits bits, int column, boolean subblocks, Vp8Header.Quantizer q) {
        Arrays.fill(values, 0);
        int[] top = above[column];
        int type = Y_WITH_DC;
        int first = 0;
        boolean any = false;
        if (!subblocks) {
            Arrays.fill(y2, 0);
            int end = block(bits, Y2, top[8] + left[8], 0, y2, 0, q.y2Dc(), q.y2Ac());
            top[8] = left[8] = end > 0 ? 1 : 0;
            inverseWalshHadamard();
            for (int b = 0; b < 16; b++) {
                any |= values[16 * b] != 0;
            }
            type = Y_AFTER_Y2;
            first = 1;
        }
        any |= blocks(bits, type, first, 0, 4, 0, top, q.yDc(), q.yAc());
        any |= blocks(bits, UV, 0, 16, 2, 4, top, q.uvDc(), q.uvAc());
        any |= blocks(bits, UV, 0, 20, 2, 6, top, q.uvDc(), q.uvAc());
        return any;
    }

    /** A square of blocks, {@code side} wide, from block {@code block} and context {@code context} on. */
    private boolean blocks(
            Vp8Bits bits, int type, int first, int block, int side, int context, int[] top, int dc, int ac) {
        boolean any = false;
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int at = 16 * (block + side * y + x);
                int neighbours = top[context + x] + left[context + y];
                int end = block(bits, type, neighbours, first, values, at, dc, ac);
                top[context + x] = left[context + y] = end > first ? 1 : 0;
                any |= end > 1 || values[at] != 0;
            }
        }
        return any;
    }

    /** Reads a block's tokens from position {@code n} on; returns the position after the last. */
    private int block(Vp8Bits bits, int type, int context, int n, int[] out, int at, int dc, int ac) {
        int p = node(type, n, context);
        while (n < 16) {
            if (bits.bit(probabilities[p]) == 0) {
                return n;
            }
            while (bits.bit(probabilities[p + 1]) == 0) {
                n++;
                if (n == 16) {
                    return 16;
                }
                p = node(type, n, 0);
            }
            int value = 1;
            int nextContext = 1;
            if (bits.bit(probabilities[p + 2]) != 0) {
                value = large(bits, p);
                nextContext = 2;
            }
            out[at + ZIGZAG[n]] = (bits.flag() ? -value : value) * (n == 0 ? dc : ac);
            n++;
            p = node(type, n, nextContext);
        }
        return 16;
    }

    private static int node(int type, int n, int context) {
        return ((type * BANDS + BAND[n]) * CONTEXTS + context) * NODES;
    }

    /** A magnitude of 2 or more. */
    private int large(Vp8Bits bits, int p) {
        if (bits.bit(probabilities[p + 3]) == 0) {
            return bits.bit(probabilities[p + 4]) == 0 ? 2 : 3 + bits.bit(probabilities[p + 5]);
        }
        if (bits.bit(probabilities[p + 6]) == 0) {
            if (bits.bit(probabilities[p + 7]) == 0) {
                return 5 + bits.bit(159);
            }
            int high = 2 * bits.bit(165);
            return 7 + high + bits.bit(145);
        }
        int high = bits.bit(probabilities[p + 8]);
        int category = 2 * high + bits.bit(probabilities[p + 9 + high]);
        int extra = 0;
        for (int probability : CATEGORIES[category]) {
            extra = 2 * extra + bits.bit(probability);
        }
        return 3 + (8 << category) + extra;
    }

    /** Y2 holds the DC of the 16 luma blocks (section 14.3). */
    private void inverseWalshHadamard() {
        int[] t = new int[16];
        for (int i = 0; i < 4; i++) {
            int a0 = y2[i] + y2[12 + i];
            int a1 = y2[4 + i] + y2[8 + i];
            int a2 = y2[4 + i] - y2[8 + i];
            int a3 = y2[i] - y2[12 + i];
            t[i] = a0 + a1;
            t[4 + i] = a3 + a2;
            t[8 + i] = a0 - a1;
            t[12 + i] = a3 - a2;
        }
        for (int i = 0; i < 4; i++) {
            int a0 = t[4 * i] + 3 + t[4 * i + 3];
            int a1 = t[4 * i + 1] + t[4 * i + 2];
            int a2 = t[4 * i + 1] - t[4 * i + 2];
            int a3 = t[4 * i] + 3 - t[4 * i + 3];
            values[64 * i] = (a0 + a1) >> 3;
            values[64 * i + 16] = (a3 + a2) >> 3;
            values[64 * i + 32] = (a0 - a1) >> 3;
            values[64 * i + 48] = (a3 - a2) >> 3;
        }
    }
}
