package vtp.engine.image;

import java.io.IOException;

/**
 * A GIF frame's palette indices, decompressed (GIF89a, appendix F): codes of 3 to 12 bits, lowest bit first, in blocks
 * of up to 255 bytes of any lengths. What follows the last pixel is not looked at.
 */
final class GifIndices {
    private static final int LONGEST_CODE = 12;
    private static final int TABLE = 1 << LONGEST_CODE;

    private final byte[] file;
    private int at;
    private int blockEnd;
    private int bits;
    private int bitCount;

    /** @param at where the smallest code size stands, which the blocks follow */
    private GifIndices(byte[] file, int at) {
        this.file = file;
        this.at = at + 1;
        blockEnd = this.at;
    }

    /**
     * Decodes a frame, in the order of the file.
     *
     * @throws TruncatedException if there are fewer pixels than needed
     */
    static byte[] decode(byte[] file, int at, int pixels) throws IOException {
        int smallest = at < file.length ? file[at] & 0xff : 0;
        if (smallest < 1 || smallest > 11) {
            throw new IOException("codes of " + smallest + " bits");
        }
        try {
            return new GifIndices(file, at).codes(smallest, new byte[pixels]);
        } catch (IndexOutOfBoundsException e) {
            throw new TruncatedException(e);
        }
    }

    private byte[] codes(int smallest, byte[] out) throws IOException {
        int clear = 1 << smallest;
        int[] prefix = new int[TABLE];
        byte[] last = new byte[TABLE];
        int[] length = new int[TABLE];
        for (int i = 0; i < clear; i++) {
            last[i] = (byte) i;
            length[i] = 1;
        }
        int next = clear + 2;
        int size = smallest + 1;
        int before = -1;
        int to = 0;
        while (to < out.length) {
            int code = code(size);
            if (code == clear) {
                next = clear + 2;
                size = smallest + 1;
                before = -1;
                continue;
            }
            boolean known = code < clear || (code > clear + 1 && code < next);
            if (code == clear + 1) {
                throw new TruncatedException(null);
            }
            if (!known && (before < 0 || code != next)) {
                throw new IOException("a code that was not defined");
            }
            // A code that is defined by itself is the one before it, and its own first pixel once more.
            int string = known ? code : before;
            int end = to + length[string];
            int pixel = string;
            for (int i = end - 1; i >= to; i--) {
                if (i < out.length) {
                    out[i] = last[pixel];
                }
                pixel = prefix[pixel];
            }
            byte first = out[to];
            if (!known && end < out.length) {
                out[end] = first;
            }
            to = known ? end : end + 1;
            if (before >= 0 && next < TABLE) {
                prefix[next] = before;
                last[next] = first;
                length[next] = length[before] + 1;
                next++;
                if (next == 1 << size && size < LONGEST_CODE) {
                    size++;
                }
            }
            before = code;
        }
        return out;
    }

    private int code(int size) throws TruncatedException {
        while (bitCount < size) {
            if (at == blockEnd) {
                int length = file[at++] & 0xff;
                if (length == 0) {
                    throw new TruncatedException(null);
                }
                blockEnd = at + length;
            }
            bits |= (file[at++] & 0xff) << bitCount;
            bitCount += 8;
        }
        int code = bits & ((1 << size) - 1);
        bits >>>= size;
        bitCount -= size;
        return code;
    }
}
