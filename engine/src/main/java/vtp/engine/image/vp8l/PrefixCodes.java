package vtp.engine.image.vp8l;

import java.util.Arrays;
import javax.imageio.IIOException;

/** Reads prefix codes, which are coded as the lengths of their symbols' codes (section 3.7.2.1). */
final class PrefixCodes {
    /** The order in which the lengths of the codes of lengths come. */
    private static final int[] LENGTHS_ORDER = {17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

    /** Lengths from here on repeat: the one before, or 0, or 0 many times. */
    private static final int REPEAT_LAST = 16;

    private static final int[] REPEAT_BITS = {2, 3, 7};
    private static final int[] REPEAT_OFFSET = {3, 3, 11};
    /** What is repeated before any length that is not 0. */
    private static final int FIRST_LENGTH = 8;

    private PrefixCodes() {}

    /** Reads a code of an alphabet. */
    static PrefixCode read(BitReader in, int alphabet) throws IIOException {
        int[] lengths = in.flag() ? simple(in, alphabet) : coded(in, alphabet);
        if (in.exhausted()) {
            throw new IIOException("it ends inside a prefix code");
        }
        return new PrefixCode(lengths);
    }

    /** One or two symbols. */
    private static int[] simple(BitReader in, int alphabet) throws IIOException {
        int[] lengths = new int[alphabet];
        boolean two = in.flag();
        mark(lengths, in.number(in.flag() ? 8 : 1));
        if (two) {
            mark(lengths, in.number(8));
        }
        return lengths;
    }

    private static void mark(int[] lengths, int symbol) throws IIOException {
        if (symbol >= lengths.length) {
            throw new IIOException("a prefix code of %d symbols in it has symbol %d".formatted(lengths.length, symbol));
        }
        lengths[symbol] = 1;
    }

    private static int[] coded(BitReader in, int alphabet) throws IIOException {
        int[] lengthsOfLengths = new int[LENGTHS_ORDER.length];
        int given = 4 + in.number(4);
        for (int i = 0; i < given; i++) {
            lengthsOfLengths[LENGTHS_ORDER[i]] = in.number(3);
        }
        PrefixCode code = new PrefixCode(lengthsOfLengths);
        int left = in.flag() ? 2 + in.number(2 + 2 * in.number(3)) : alphabet;
        if (left > alphabet) {
            throw new IIOException("a prefix code of %d symbols in it has %d lengths".formatted(alphabet, left));
        }
        int[] lengths = new int[alphabet];
        int last = FIRST_LENGTH;
        for (int symbol = 0; symbol < alphabet && left > 0; left--) {
            int length = code.read(in);
            if (length < REPEAT_LAST) {
                lengths[symbol++] = length;
                last = length == 0 ? last : length;
                continue;
            }
            int kind = length - REPEAT_LAST;
            int end = symbol + REPEAT_OFFSET[kind] + in.number(REPEAT_BITS[kind]);
            if (end > alphabet) {
                throw new IIOException("a prefix code of %d symbols in it has %d lengths".formatted(alphabet, end));
            }
            Arrays.fill(lengths, symbol, end, kind == 0 ? last : 0);
            symbol = end;
        }
        return lengths;
    }
}
