package vtp.engine.image.vp8l;

import java.util.Arrays;
import javax.imageio.IIOException;

/**
 * A canonical prefix (Huffman) code (section 3.7.2): short codes are looked up, of longer ones the rest is read bit by
 * bit.
 *
 * <p>A code of one symbol takes no bits.
 */
final class PrefixCode {
    static final int MAX_LENGTH = 15;
    private static final int MAX_TABLE_BITS = 8;
    private static final int LENGTH_BITS = 4;
    private static final int LENGTH_MASK = (1 << LENGTH_BITS) - 1;
    /** In the table: the code is longer than what the table is looked up by. */
    private static final char LONGER = 0xffff;

    /** By the next bits: the symbol, and in the lower bits how long its code is. */
    private final char[] table;

    private final int tableBits;
    /** The symbols in the order of their codes. */
    private final short[] symbols;
    /** Codes of each length. */
    private final int[] counts;

    /**
     * The code in which each symbol's code has the given length, 0: none.
     *
     * @throws IIOException if there is no such code
     */
    PrefixCode(int[] lengths) throws IIOException {
        counts = new int[MAX_LENGTH + 1];
        for (int length : lengths) {
            counts[length]++;
        }
        int used = lengths.length - counts[0];
        counts[0] = 0;
        symbols = new short[used];
        if (used == 1) {
            symbols[0] = (short) lastUsed(lengths);
            tableBits = 0;
            table = new char[] {(char) (symbols[0] << LENGTH_BITS)};
            return;
        }
        checkComplete(counts);
        sort(lengths);
        int longest = MAX_LENGTH;
        while (counts[longest] == 0) {
            longest--;
        }
        tableBits = Math.min(longest, MAX_TABLE_BITS);
        table = new char[1 << tableBits];
        fillTable();
    }

    private static int lastUsed(int[] lengths) {
        int symbol = lengths.length - 1;
        while (lengths[symbol] == 0) {
            symbol--;
        }
        return symbol;
    }

    /** Every sequence of bits must be one of the code's. */
    private static void checkComplete(int[] counts) throws IIOException {
        int taken = 0;
        for (int length = 1; length <= MAX_LENGTH; length++) {
            taken += counts[length] << (MAX_LENGTH - length);
        }
        if (taken != 1 << MAX_LENGTH) {
            throw new IIOException(
                    "a prefix code in it is %s".formatted(taken > 1 << MAX_LENGTH ? "ambiguous" : "incomplete"));
        }
    }

    private void sort(int[] lengths) {
        int[] next = new int[MAX_LENGTH + 1];
        for (int length = 1; length < MAX_LENGTH; length++) {
            next[length + 1] = next[length] + counts[length];
        }
        for (int symbol = 0; symbol < lengths.length; symbol++) {
            if (lengths[symbol] > 0) {
                symbols[next[lengths[symbol]]++] = (short) symbol;
            }
        }
    }

    private void fillTable() {
        Arrays.fill(table, LONGER);
        int code = 0;
        int next = 0;
        for (int length = 1; length <= tableBits; length++) {
            for (int i = 0; i < counts[length]; i++) {
                // A code's first bit is its highest, and read first, so lowest in the table's index.
                int first = Integer.reverse(code) >>> (32 - length);
                for (int index = first; index < table.length; index += 1 << length) {
                    table[index] = (char) (symbols[next] << LENGTH_BITS | length);
                }
                code++;
                next++;
            }
            code <<= 1;
        }
    }

    /** Reads a symbol. */
    int read(BitReader in) {
        char entry = table[in.peek(tableBits)];
        if (entry != LONGER) {
            in.skip(entry & LENGTH_MASK);
            return entry >> LENGTH_BITS;
        }
        int code = 0;
        int firstOfLength = 0;
        int next = 0;
        for (int length = 1; length <= MAX_LENGTH; length++) {
            code = code << 1 | in.number(1);
            if (code - firstOfLength < counts[length]) {
                return symbols[next + code - firstOfLength];
            }
            next += counts[length];
            firstOfLength = (firstOfLength + counts[length]) << 1;
        }
        throw new AssertionError("the code is complete");
    }
}
