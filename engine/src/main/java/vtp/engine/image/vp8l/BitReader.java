package vtp.engine.image.vp8l;

/**
 * Reads numbers of some bits, the lowest bit first, from bytes whose lowest bit is the first.
 *
 * <p>Past the end there are zeros, and {@link #exhausted} says so: the caller asks now and then, not at each bit.
 */
final class BitReader {
    private final byte[] data;
    private final int end;
    private int at;
    /** Bits that were taken from the bytes and not used yet. */
    private long bits;

    private int count;
    /** How many zeros were appended. */
    private int appended;

    /** A reader of the bytes from one offset to another. */
    BitReader(byte[] data, int from, int to) {
        this.data = data;
        this.at = from;
        this.end = to;
    }

    /** Returns the next bits, 32 at most, without passing them. */
    int peek(int width) {
        while (count < width) {
            if (at < end) {
                bits |= (data[at++] & 0xffL) << count;
            } else {
                appended += 8;
            }
            count += 8;
        }
        return (int) (bits & ((1L << width) - 1));
    }

    /** Passes bits that were peeked at. */
    void skip(int width) {
        bits >>>= width;
        count -= width;
    }

    /** Returns the next bits, 32 at most, as an unsigned number. */
    int number(int width) {
        int number = peek(width);
        skip(width);
        return number;
    }

    /** Returns the next bit. */
    boolean flag() {
        return number(1) != 0;
    }

    /** Whether bits were used that are not there. */
    boolean exhausted() {
        return count < appended;
    }
}
