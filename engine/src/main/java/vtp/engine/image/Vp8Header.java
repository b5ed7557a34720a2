package vtp.engine.image;

import java.io.IOException;
import java.util.Arrays;

/** The header of a VP8 key frame (RFC 6386, sections 9 and 19.2). */
final class Vp8Header {
    private static final int TAG_BYTES = 10;
    private static final int SEGMENTS = 4;

    final int width;
    final int height;
    /** The first partition, of which the header's bits have been read: the modes follow. */
    final Vp8Bits modes;
    /** The coefficients' partitions; macroblock row r uses number r modulo their count. */
    final Vp8Bits[] coefficients;

    final boolean segmentMap;
    final int[] segmentProbabilities = {255, 255, 255};
    final boolean simpleFilter;
    final int sharpness;
    final int[] coefficientProbabilities = Vp8Tables.COEFFICIENT.clone();
    /** The probability that a macroblock has coefficients, or −1 where every one may have. */
    final int skipProbability;

    private final boolean segmented;
    private boolean absolute = true;
    private final int[] segmentQuantizer = new int[SEGMENTS];
    private final int[] segmentFilter = new int[SEGMENTS];
    private final int filterLevel;
    private int intraDelta;
    private int subblockDelta;
    private final boolean deltas;
    private final Quantizer[] quantizers = new Quantizer[SEGMENTS];

    /** The steps by which coefficients are multiplied, DC then AC. */
    record Quantizer(int yDc, int yAc, int y2Dc, int y2Ac, int uvDc, int uvAc) {}

    /** Reads the header of the frame that fills {@code data} from {@code start} on. */
    Vp8Header(byte[] data, int start) throws IOException {
        if (data.length - start < TAG_BYTES || (data[start] & 1) != 0 || u24(data, start + 3) != 0x2a019d) {
            throw new IOException("its VP8 data does not begin with a key frame");
        }
        width = u24(data, start + 6) & 0x3fff;
        height = (u24(data, start + 7) >> 8) & 0x3fff;
        if (width == 0 || height == 0) {
            throw new IOException("its VP8 frame has no pixels");
        }
        int first = start + TAG_BYTES;
        int firstEnd = first + (u24(data, start) >> 5);
        if (firstEnd > data.length) {
            throw new IOException("its VP8 data ends too early");
        }
        Vp8Bits bits = new Vp8Bits(data, first, firstEnd);
        modes = bits;
        bits.number(2); // colour space, clamping: without effect on decoding
        segmented = bits.flag();
        segmentMap = segmented && readSegments(bits);
        simpleFilter = bits.flag();
        filterLevel = bits.number(6);
        sharpness = bits.number(3);
        deltas = bits.flag();
        if (deltas && bits.flag()) {
            readFilterDeltas(bits);
        }
        coefficients = partitions(data, firstEnd, 1 << bits.number(2));
        readQuantizers(bits);
        bits.flag(); // whether later frames keep these probabilities
        for (int i = 0; i < coefficientProbabilities.length; i++) {
            if (bits.bit(Vp8Tables.COEFFICIENT_UPDATE[i]) != 0) {
                coefficientProbabilities[i] = bits.number(8);
            }
        }
        skipProbability = bits.flag() ? bits.number(8) : -1;
    }

    /** Returns whether every macroblock says which segment it belongs to. */
    private boolean readSegments(Vp8Bits bits) {
        boolean map = bits.flag();
        if (bits.flag()) {
            absolute = bits.flag();
            Arrays.setAll(segmentQuantizer, i -> bits.optionalSigned(7));
            Arrays.setAll(segmentFilter, i -> bits.optionalSigned(6));
        }
        if (map) {
            Arrays.setAll(segmentProbabilities, i -> bits.flag() ? bits.number(8) : 255);
        }
        return map;
    }

    /** Of the eight deltas a key frame uses two: for intra prediction, and for prediction by 4 × 4 blocks. */
    private void readFilterDeltas(Vp8Bits bits) {
        int[] delta = new int[8];
        Arrays.setAll(delta, i -> bits.optionalSigned(6));
        intraDelta = delta[0];
        subblockDelta = delta[4];
    }

    private static Vp8Bits[] partitions(byte[] data, int table, int count) throws IOException {
        Vp8Bits[] partitions = new Vp8Bits[count];
        int start = table + 3 * (count - 1);
        if (start > data.length) {
            throw new IOException("its VP8 data ends too early");
        }
        for (int i = 0; i < count; i++) {
            int end = i == count - 1 ? data.length : Math.min(start + u24(data, table + 3 * i), data.length);
            partitions[i] = new Vp8Bits(data, start, end);
            start = end;
        }
        return partitions;
    }

    private void readQuantizers(Vp8Bits bits) {
        int base = bits.number(7);
        int yDc = bits.optionalSigned(4);
        int y2Dc = bits.optionalSigned(4);
        int y2Ac = bits.optionalSigned(4);
        int uvDc = bits.optionalSigned(4);
        int uvAc = bits.optionalSigned(4);
        for (int s = 0; s < SEGMENTS; s++) {
            int q = segmented ? segmentQuantizer[s] + (absolute ? 0 : base) : base;
            quantizers[s] = new Quantizer(
                    step(Vp8Tables.DC_STEP, q + yDc, 127),
                    step(Vp8Tables.AC_STEP, q, 127),
                    2 * step(Vp8Tables.DC_STEP, q + y2Dc, 127),
                    Math.max(8, step(Vp8Tables.AC_STEP, q + y2Ac, 127) * 155 / 100),
                    step(Vp8Tables.DC_STEP, q + uvDc, 117),
                    step(Vp8Tables.AC_STEP, q + uvAc, 127));
        }
    }

    private static int step(int[] table, int index, int last) {
        return table[Math.clamp(index, 0, last)];
    }

    Quantizer quantizer(int segment) {
        return quantizers[segment];
    }

    /** How strongly a macroblock's edges are smoothed, 0 to 63. */
    int filterLevel(int segment, boolean subblocks) {
        if (filterLevel == 0) {
            return 0;
        }
        int level = segmented ? segmentFilter[segment] + (absolute ? 0 : filterLevel) : filterLevel;
        if (deltas) {
            level += intraDelta + (subblocks ? subblockDelta : 0);
        }
        return Math.clamp(level, 0, 63);
    }

    private static int u24(byte[] data, int at) {
        return (data[at] & 0xff) | ((data[at + 1] & 0xff) << 8) | ((data[at + 2] & 0xff) << 16);
    }
}
