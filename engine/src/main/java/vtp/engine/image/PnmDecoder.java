package vtp.engine.image;

import java.io.IOException;
import java.util.Arrays;

/**
 * Netpbm's bitmap, greymap and pixmap: plain text (P1, P2, P3) and raw (P4, P5, P6), with any largest value up to
 * 65535.
 *
 * <p>As in Pillow, samples become 8 bits by {@code round(255 v / largest)}; grey with a largest value above 255 becomes
 * 16 bits first and is clipped to 255, as 16-bit grey is in every format.
 */
final class PnmDecoder {
    private static final int LONGEST_NUMBER = 10;
    private static final int LARGEST_VALUE = 65535;

    private final byte[] file;
    private final boolean plain;
    private final boolean bitmap;
    private final int channels;
    private int at;
    private int largest = 1;

    private PnmDecoder(byte[] file) {
        this.file = file;
        int kind = file[1] - '0';
        plain = kind <= 3;
        bitmap = kind % 3 == 1;
        channels = kind % 3 == 0 ? Rgb.CHANNELS : 1;
        at = 2;
    }

    /** Decodes a file, the size being checked first. */
    static Rgb decode(byte[] file, SizeLimit limit) throws IOException {
        try {
            return new PnmDecoder(file).pixels(limit);
        } catch (IndexOutOfBoundsException e) {
            throw new TruncatedException(e);
        }
    }

    private Rgb pixels(SizeLimit limit) throws IOException {
        int width = number();
        int height = number();
        limit.check(width, height);
        if (!bitmap) {
            largest = number();
            if (largest < 1 || largest > LARGEST_VALUE) {
                throw new IOException("its largest value is " + largest + ", needed 1 to 65535");
            }
        }
        if (at + leastBytes(width, height) > file.length) {
            throw new TruncatedException(null);
        }
        Rgb out = Rgb.black(height, width);
        byte[] levels = levels();
        int to = 0;
        for (int y = 0; y < height; y++) {
            for (int i = 0; i < width * channels; i++) {
                byte level = bitmap ? bit(i) : levels[Math.min(plain ? checkedNumber() : sample(), largest)];
                int copies = channels == 1 ? Rgb.CHANNELS : 1;
                Arrays.fill(out.data(), to, to + copies, level);
                to += copies;
            }
            at += bitmap && !plain ? (width + 7) / 8 : 0;
        }
        return out;
    }

    /** How many bytes the samples take at least: of plain ones, digits, and what stands between numbers. */
    private long leastBytes(long width, long height) {
        if (plain) {
            return width * height * channels * (bitmap ? 1 : 2) - 1;
        }
        return height * (bitmap ? (width + 7) / 8 : width * channels * sampleBytes());
    }

    private int sampleBytes() {
        return largest < 256 ? 1 : 2;
    }

    /** What each value becomes. Halves are rounded to even, as Python does. */
    private byte[] levels() {
        int top = channels == 1 && largest > 255 ? LARGEST_VALUE : 255;
        byte[] levels = new byte[largest + 1];
        for (int v = 0; v <= largest; v++) {
            levels[v] = (byte) Math.min(Math.rint((double) v / largest * top), 255);
        }
        return levels;
    }

    private int sample() {
        int value = file[at++] & 0xff;
        return sampleBytes() == 1 ? value : value << 8 | (file[at++] & 0xff);
    }

    /** A bit of a bitmap, where 1 is black; the digits of a plain one need no white space between them. */
    private byte bit(int x) throws IOException {
        if (!plain) {
            return (byte) ~-(file[at + x / 8] >> (7 - x % 8) & 1);
        }
        int digit = skipBlanks();
        at++;
        if (digit != '0' && digit != '1') {
            throw new IOException("\"%c\" stands where a 0 or a 1 should".formatted(digit));
        }
        return (byte) (digit == '1' ? 0 : 255);
    }

    private int checkedNumber() throws IOException {
        int value = number();
        if (value > largest) {
            throw new IOException("the value " + value + " is above the largest, " + largest);
        }
        return value;
    }

    /** The next number; one white space after it is taken too. */
    private int number() throws IOException {
        long value = 0;
        int digits = 0;
        int c = skipBlanks();
        while (!isBlank(c)) {
            if (c < '0' || c > '9' || ++digits > LONGEST_NUMBER) {
                throw new IOException("a number was needed at byte " + at);
            }
            value = 10 * value + c - '0';
            c = ++at < file.length ? file[at] : ' ';
        }
        at++;
        return (int) Math.min(value, Integer.MAX_VALUE);
    }

    /** Passes white space and comments; the byte that follows. */
    private int skipBlanks() {
        while (isBlank(file[at]) || file[at] == '#') {
            if (file[at] == '#') {
                while (file[at] != '\n' && file[at] != '\r') {
                    at++;
                }
            }
            at++;
        }
        return file[at];
    }

    private static boolean isBlank(int c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }
}
