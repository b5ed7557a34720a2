package vtp.engine.image.vp8;

import javax.imageio.IIOException;

/**
 * A key frame's header (section 9): its size, the tables that hold for all of it, and where its partitions are.
 *
 * @param width in pixels
 * @param height in pixels
 * @param firstPartition stands at the first macroblock's header
 * @param tokens the partitions of coefficients: 1, 2, 4 or 8; macroblock rows take turns
 * @param skipProbability that a macroblock has coefficients, in 256ths, or −1 where none says that it has not
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record FrameHeader(
        int width,
        int height,
        BoolDecoder firstPartition,
        BoolDecoder[] tokens,
        Segmentation segmentation,
        FilterHeader filter,
        Quantizer[] quantizers,
        int[] coefficientProbabilities,
        int skipProbability) {
    private static final int BYTES = 10;
    private static final int START_CODE = 0x2a019d;
    private static final int MAX_PROFILE = 3;
    /** Two more bits are asked for a scale, which is a hint for showing and ignored. */
    private static final int SIZE_BITS = 14;

    /** Reads the header of the frame between two offsets. */
    static FrameHeader read(byte[] data, int from, int to) throws IIOException {
        if (to - from < BYTES) {
            throw new IIOException("its frame of %d bytes ends inside the header of %d".formatted(to - from, BYTES));
        }
        int tag = u24(data, from);
        if ((tag & 1) != 0) {
            throw new IIOException("its frame is not a key frame");
        }
        int profile = (tag >> 1) & 7;
        if (profile > MAX_PROFILE) {
            throw new IIOException("its frame is of VP8 profile %d; 0 to %d exist".formatted(profile, MAX_PROFILE));
        }
        if (((tag >> 4) & 1) == 0) {
            throw new IIOException("its frame is not to be shown");
        }
        if (u24(data, from + 3) != START_CODE) {
            throw new IIOException(
                    "the start code of its frame is %06x, not %06x".formatted(u24(data, from + 3), START_CODE));
        }
        int width = u14(data, from + 6);
        int height = u14(data, from + 8);
        if (width == 0 || height == 0) {
            throw new IIOException("its frame is %d x %d".formatted(width, height));
        }
        int tokensFrom = from + BYTES + (tag >> 5);
        if (tokensFrom > to) {
            throw new IIOException(
                    "its first partition is %d bytes, of which %d are there".formatted(tag >> 5, to - from - BYTES));
        }
        checkPayload(tag >> 5, width, height);
        return read(new BoolDecoder(data, from + BYTES, tokensFrom), width, height, data, tokensFrom, to);
    }

    /**
     * Refuses, before memory is taken for it, a frame of more macroblocks than its first partition can speak of. The
     * modes of one take over three bits, since their probabilities are fixed; two are asked for.
     */
    private static void checkPayload(int bytes, int width, int height) throws IIOException {
        long macroblocks = (long) macroblocks(width) * macroblocks(height);
        if (macroblocks > 4L * bytes) {
            throw new IIOException("its first partition of %d bytes cannot hold the %d macroblocks of %d x %d pixels"
                    .formatted(bytes, macroblocks, width, height));
        }
    }

    private static FrameHeader read(BoolDecoder in, int width, int height, byte[] data, int tokensFrom, int to)
            throws IIOException {
        in.number(2); // The colour space, which is always the same, and whether clipping may be left out.
        Segmentation segmentation = Segmentation.read(in);
        FilterHeader filter = FilterHeader.read(in);
        BoolDecoder[] tokens = partitions(1 << in.number(2), data, tokensFrom, to);
        Quantizer[] quantizers = Quantizer.read(in, segmentation);
        in.flag(); // Whether later frames start from these probabilities: there is none.
        int[] probabilities = CoefficientProbabilities.read(in);
        int skipProbability = in.flag() ? in.number(8) : -1;
        return new FrameHeader(
                width, height, in, tokens, segmentation, filter, quantizers, probabilities, skipProbability);
    }

    /** The sizes of all partitions but the last come first, three bytes each (section 9.5). */
    private static BoolDecoder[] partitions(int count, byte[] data, int from, int to) throws IIOException {
        int at = from + 3 * (count - 1);
        BoolDecoder[] partitions = new BoolDecoder[count];
        for (int i = 0; i < count - 1 && at < to; i++) {
            int end = Math.min(at + u24(data, from + 3 * i), to);
            partitions[i] = new BoolDecoder(data, at, end);
            at = end;
        }
        if (at >= to) {
            throw new IIOException("it ends before the last of its %d partitions of coefficients".formatted(count));
        }
        partitions[count - 1] = new BoolDecoder(data, at, to);
        return partitions;
    }

    /** Macroblocks in a row. */
    int columns() {
        return macroblocks(width);
    }

    /** Rows of macroblocks. */
    int rows() {
        return macroblocks(height);
    }

    private static int macroblocks(int pixels) {
        return (pixels + 15) / 16;
    }

    private static int u24(byte[] data, int at) {
        return (data[at] & 0xff) | ((data[at + 1] & 0xff) << 8) | ((data[at + 2] & 0xff) << 16);
    }

    private static int u14(byte[] data, int at) {
        return ((data[at] & 0xff) | ((data[at + 1] & 0xff) << 8)) & ((1 << SIZE_BITS) - 1);
    }
}
