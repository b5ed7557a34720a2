package vtp.engine.image.vp8;

import java.util.Arrays;

/** Reads the macroblocks' headers from the first partition, row by row (sections 10 and 11.1 to 11.4). */
final class IntraModes {
    private final BoolDecoder in;
    private final FrameHeader header;
    /** The modes of the 4 × 4 blocks just above, four a macroblock. */
    private final int[] above;
    /** The modes of the four blocks just on the left. */
    private final int[] left = new int[4];

    IntraModes(FrameHeader header) {
        this.header = header;
        in = header.firstPartition();
        above = new int[4 * header.columns()]; // Mode.DC, as outside of the picture
    }

    /** Begins a row of macroblocks. */
    void beginRow() {
        Arrays.fill(left, Mode.DC);
    }

    /** Reads the next macroblock, which stands in the given column. */
    void read(Macroblock block, int column) {
        block.segment = header.segmentation().readSegment(in);
        block.skipped = header.skipProbability() >= 0 && in.bit(header.skipProbability()) != 0;
        block.inSubblocks = in.bit(145) == 0;
        if (block.inSubblocks) {
            readSubblockModes(block.subblockModes, 4 * column);
        } else {
            block.lumaMode = readLumaMode();
            Arrays.fill(above, 4 * column, 4 * column + 4, block.lumaMode);
            Arrays.fill(left, block.lumaMode);
        }
        block.chromaMode = readChromaMode();
    }

    private int readLumaMode() {
        if (in.bit(156) != 0) {
            return in.bit(128) != 0 ? Mode.TM : Mode.HORIZONTAL;
        }
        return in.bit(163) != 0 ? Mode.VERTICAL : Mode.DC;
    }

    private void readSubblockModes(int[] modes, int from) {
        for (int y = 0; y < 4; y++) {
            for (int x = 0; x < 4; x++) {
                int mode = SubblockModeProbabilities.read(in, above[from + x], left[y]);
                above[from + x] = mode;
                left[y] = mode;
                modes[4 * y + x] = mode;
            }
        }
    }

    private int readChromaMode() {
        if (in.bit(142) == 0) {
            return Mode.DC;
        }
        if (in.bit(114) == 0) {
            return Mode.VERTICAL;
        }
        return in.bit(183) != 0 ? Mode.TM : Mode.HORIZONTAL;
    }
}
