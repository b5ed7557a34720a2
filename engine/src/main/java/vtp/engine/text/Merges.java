package vtp.engine.text;

import java.util.Arrays;
import java.util.PriorityQueue;

/**
 * CLIP's byte-pair merges: joins the bytes of a word, pair by pair in order of rank, into symbols of the vocabulary.
 *
 * <p>Symbols are ids: 0 to 255 the bytes in CLIP's order, 256 to 511 the same at the end of a word, and 512 + r what
 * the merge of rank r makes. A merge joins only symbols of lower ids; so what it makes can only join at a higher rank.
 */
final class Merges {
    static final int COUNT = 48_894;
    static final int FIRST_MERGED = 512;

    private static final int END_OF_WORD = 256;
    private static final int JOINED = -1;
    private static final int SLOT_BITS = 17;
    private static final int SLOTS = 1 << SLOT_BITS;

    /** An open-addressed hash table from (left, right) to the merged symbol; 0, which no merge makes: a free slot. */
    private final int[] pairs = new int[SLOTS];

    private final char[] merged = new char[SLOTS];

    /** Reads {@code clip-merges.u16}: left and right symbol of each merge, big-endian, in order of rank. */
    Merges() {
        byte[] table = Resources.bytes("clip-merges.u16");
        if (table.length != 4 * COUNT) {
            throw new IllegalStateException("clip-merges.u16 has " + table.length + " bytes, not " + 4 * COUNT + ".");
        }
        for (int rank = 0; rank < COUNT; rank++) {
            int at = 4 * rank;
            put(symbol(table, at), symbol(table, at + 2), FIRST_MERGED + rank);
        }
    }

    /** The symbols of one word, given as its UTF-8 bytes (at least one). Takes n log n time for n bytes. */
    int[] apply(byte[] word) {
        int n = word.length;
        int[] symbols = new int[n];
        for (int i = 0; i < n; i++) {
            symbols[i] = symbolOf(word[i]);
        }
        symbols[n - 1] += END_OF_WORD;
        merge(symbols);
        int count = 0;
        for (int symbol : symbols) {
            if (symbol != JOINED) {
                symbols[count++] = symbol;
            }
        }
        return Arrays.copyOf(symbols, count);
    }

    /** Merges in place; what was joined to its left neighbour becomes {@link #JOINED}. */
    private void merge(int[] symbols) {
        int n = symbols.length;
        int[] next = new int[n];
        int[] previous = new int[n];
        // Lowest merged symbol, that is, lowest rank, first; among equals the leftmost. Some entries are out of date.
        PriorityQueue<Long> candidates = new PriorityQueue<>();
        for (int i = 0; i < n; i++) {
            next[i] = i + 1;
            previous[i] = i - 1;
            offer(candidates, symbols, i, i + 1);
        }
        for (Long candidate = candidates.poll(); candidate != null; candidate = candidates.poll()) {
            int left = candidate.intValue();
            int joined = (int) (candidate >> Integer.SIZE);
            int right = next[left];
            if (symbols[left] == JOINED || right == n || find(symbols[left], symbols[right]) != joined) {
                continue;
            }
            symbols[left] = joined;
            symbols[right] = JOINED;
            next[left] = next[right];
            if (next[left] < n) {
                previous[next[left]] = left;
            }
            offer(candidates, symbols, previous[left], left);
            offer(candidates, symbols, left, next[left]);
        }
    }

    private void offer(PriorityQueue<Long> candidates, int[] symbols, int left, int right) {
        if (left >= 0 && right < symbols.length) {
            int joined = find(symbols[left], symbols[right]);
            if (joined != 0) {
                candidates.add(((long) joined << Integer.SIZE) | left);
            }
        }
    }

    /** The symbol that the pair merges into, or 0. */
    int find(int left, int right) {
        int pair = (left << Character.SIZE) | right;
        int slot = slot(pair);
        while (merged[slot] != 0 && pairs[slot] != pair) {
            slot = (slot + 1) & (SLOTS - 1);
        }
        return merged[slot];
    }

    private void put(int left, int right, int symbol) {
        int pair = (left << Character.SIZE) | right;
        int slot = slot(pair);
        while (merged[slot] != 0) {
            slot = (slot + 1) & (SLOTS - 1);
        }
        pairs[slot] = pair;
        merged[slot] = (char) symbol;
    }

    private static int slot(int pair) {
        return (pair * 0x9E3779B9) >>> (Integer.SIZE - SLOT_BITS);
    }

    private static int symbol(byte[] table, int at) {
        return ((table[at] & 0xFF) << Byte.SIZE) | (table[at + 1] & 0xFF);
    }

    /** CLIP's order of bytes: those that Latin-1 prints (! to ~, ¡ to ¬, ® to ÿ), then the other 68. */
    private static int symbolOf(byte signed) {
        int b = signed & 0xFF;
        if (b < '!') {
            return b + 188;
        } else if (b <= '~') {
            return b - '!';
        } else if (b < 0xA1) {
            return b - 0x7F + 221;
        } else if (b < 0xAD) {
            return b - 0xA1 + 94;
        } else if (b == 0xAD) {
            return 255;
        } else {
            return b - 0xAE + 106;
        }
    }
}
