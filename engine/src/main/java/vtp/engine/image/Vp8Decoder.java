package vtp.engine.image;

import java.util.Arrays;

/**
 * Lossy WebP: a VP8 key frame to RGB, as libwebp decodes it, to the bit.
 *
 * <p>Our own because TwelveMonkeys 3.13 predicts from pixels that its loop filter has smoothed already; the error adds up
 * from block to block to tens of levels.
 */
final class Vp8Decoder {
    /** The modes of 4 × 4 blocks as a tree: a pair of successors a node, a leaf as −1 − mode (RFC 6386, section 11.2). */
    private static final int[] SUBBLOCK_TREE = {
        leaf(Vp8Plane.DC),
        1,
        leaf(Vp8Plane.TRUE_MOTION),
        2,
        leaf(Vp8Plane.VERTICAL),
        3,
        4,
        6,
        leaf(Vp8Plane.HORIZONTAL),
        5,
        leaf(Vp8Plane.RIGHT_DOWN),
        leaf(Vp8Plane.VERTICAL_RIGHT),
        leaf(Vp8Plane.LEFT_DOWN),
        7,
        leaf(Vp8Plane.VERTICAL_LEFT),
        8,
        leaf(Vp8Plane.HORIZONTAL_DOWN),
        leaf(Vp8Plane.HORIZONTAL_UP)
    };

    private static final int MODES = 10;
    private static final int NODES = 9;

    private final Vp8Header header;
    private final Vp8Bits modes;
    private final int columns;
    private final int rows;
    private final Vp8Plane luma;
    private final Vp8Plane blue;
    private final Vp8Plane red;
    private final Vp8Coefficients coefficients;
    private final int[] modesAbove;
    private final int[] modesLeft = new int[4];
    private final int[] blockModes = new int[16];
    /** By macroblock: its filter level, or 0; negative if its inner edges are left alone. */
    private final byte[] filters;

    private Vp8Decoder(Vp8Header header) {
        this.header = header;
        modes = header.modes;
        columns = (header.width + 15) / 16;
        rows = (header.height + 15) / 16;
        luma = new Vp8Plane(16 * columns, 16 * rows);
        blue = new Vp8Plane(8 * columns, 8 * rows);
        red = new Vp8Plane(8 * columns, 8 * rows);
        coefficients = new Vp8Coefficients(header.coefficientProbabilities, columns);
        modesAbove = new int[4 * columns];
        filters = new byte[columns * rows];
    }

    private static int leaf(int mode) {
        return -1 - mode;
    }

    static Rgb decode(Vp8Header header) {
        Vp8Decoder decoder = new Vp8Decoder(header);
        for (int row = 0; row < decoder.rows; row++) {
            decoder.row(row);
        }
        decoder.smooth();
        return Vp8Colours.toRgb(decoder.luma, decoder.blue, decoder.red, header.width, header.height);
    }

    private void row(int row) {
        Vp8Bits bits = header.coefficients[row % header.coefficients.length];
        coefficients.startRow();
        Arrays.fill(modesLeft, Vp8Plane.DC);
        for (int column = 0; column < columns; column++) {
            macroblock(bits, column, row);
        }
    }

    /** Modes, coefficients, pixels, in this order (section 19.3). */
    private void macroblock(Vp8Bits bits, int column, int row) {
        int segment = header.segmentMap ? segment() : 0;
        boolean skip = header.skipProbability >= 0 && modes.bit(header.skipProbability) != 0;
        boolean subblocks = modes.bit(145) == 0;
        int lumaMode = subblocks ? -1 : lumaMode();
        if (subblocks) {
            readBlockModes(column);
        } else {
            Arrays.fill(modesLeft, lumaMode);
            Arrays.fill(modesAbove, 4 * column, 4 * column + 4, lumaMode);
        }
        int chromaMode = chromaMode();

        boolean any = false;
        if (skip) {
            coefficients.skip(column, subblocks);
        } else {
            any = coefficients.read(bits, column, subblocks, header.quantizer(segment));
        }
        int level = header.filterLevel(segment, subblocks);
        filters[row * columns + column] = (byte) (any || subblocks ? level : -level);

        luma(column, row, lumaMode, any);
        chroma(blue, column, row, chromaMode, any, 16);
        chroma(red, column, row, chromaMode, any, 20);
    }

    private int segment() {
        int[] p = header.segmentProbabilities;
        return modes.bit(p[0]) == 0 ? modes.bit(p[1]) : 2 + modes.bit(p[2]);
    }

    private int lumaMode() {
        if (modes.bit(156) != 0) {
            return modes.bit(128) != 0 ? Vp8Plane.TRUE_MOTION : Vp8Plane.HORIZONTAL;
        }
        return modes.bit(163) != 0 ? Vp8Plane.VERTICAL : Vp8Plane.DC;
    }

    private int chromaMode() {
        if (modes.bit(142) == 0) {
            return Vp8Plane.DC;
        }
        if (modes.bit(114) == 0) {
            return Vp8Plane.VERTICAL;
        }
        return modes.bit(183) != 0 ? Vp8Plane.TRUE_MOTION : Vp8Plane.HORIZONTAL;
    }

    private void readBlockModes(int column) {
        for (int y = 0; y < 4; y++) {
            for (int x = 0; x < 4; x++) {
                int above = modesAbove[4 * column + x];
                int probabilities = (above * MODES + modesLeft[y]) * NODES;
                int node = 0;
                do {
                    node = SUBBLOCK_TREE[2 * node + modes.bit(Vp8Tables.SUBBLOCK_MODE[probabilities + node])];
                } while (node > 0);
                int mode = -1 - node;
                modesAbove[4 * column + x] = mode;
                modesLeft[y] = mode;
                blockModes[4 * y + x] = mode;
            }
        }
    }

    /** A mode of −1: each 4 × 4 block has its own, and is predicted from the finished one before. */
    private void luma(int column, int row, int mode, boolean any) {
        int left = 16 * column;
        int top = 16 * row;
        if (mode >= 0) {
            luma.predict(mode, left, top, 16);
        }
        for (int b = 0; b < 16; b++) {
            int x = left + 4 * (b % 4);
            int y = top + 4 * (b / 4);
            if (mode < 0) {
                luma.predictBlock(blockModes[b], x, y, left, top);
            }
            if (any) {
                luma.addTransformed(coefficients.values, 16 * b, x, y);
            }
        }
    }

    private void chroma(Vp8Plane plane, int column, int row, int mode, boolean any, int block) {
        int left = 8 * column;
        int top = 8 * row;
        plane.predict(mode, left, top, 8);
        for (int b = 0; any && b < 4; b++) {
            plane.addTransformed(coefficients.values, 16 * (block + b), left + 4 * (b % 2), top + 4 * (b / 2));
        }
    }

    private void smooth() {
        Vp8LoopFilter[] byLevel = new Vp8LoopFilter[64];
        Arrays.setAll(byLevel, level -> new Vp8LoopFilter(level, header.sharpness));
        for (int i = 0; i < filters.length; i++) {
            if (filters[i] == 0) {
                continue;
            }
            int x = i % columns;
            int y = i / columns;
            boolean inner = filters[i] > 0;
            Vp8LoopFilter filter = byLevel[Math.abs(filters[i])];
            filter.apply(luma, 16 * x, 16 * y, 16, inner, header.simpleFilter);
            if (!header.simpleFilter) {
                filter.apply(blue, 8 * x, 8 * y, 8, inner, false);
                filter.apply(red, 8 * x, 8 * y, 8, inner, false);
            }
        }
    }
}
