package vtp.engine.image.vp8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The boolean entropy decoder (RFC 6386, section 7): an arithmetic decoder of single bits, each with its own
 * probability.
 *
 * <p>Past its end a partition continues with zeros, and {@link #exhausted} says so: the caller asks now and then, not
 * at each bit.
 */
final class BoolDecoder {
    private static final VarHandle BIG_ENDIAN_LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int EVEN = 128;
    /** How many bytes are taken at once where that many are left; the long has room for one more. */
    private static final int BULK = 7;

    private final byte[] data;
    private final int end;
    private int at;
    /**
     * What was taken from the partition and is not decided yet; its upper 8 bits, above {@link #bits}, are compared.
     */
    private long value;
    /** How many bits stand below the 8 that are compared; negative where more must be taken first. */
    private int bits = -8;
    /** The width of the interval, 128 to 255 between two calls. */
    private int range = 255;

    private boolean exhausted;

    /** A decoder of the bytes from one offset to another; without any it is exhausted at once. */
    BoolDecoder(byte[] data, int from, int to) {
        this.data = data;
        this.at = from;
        this.end = to;
        load();
    }

    /**
     * Returns the next bit.
     *
     * @param probability of a 0, in 256ths
     */
    int bit(int probability) {
        if (bits < 0) {
            load();
        }
        int split = 1 + (((range - 1) * probability) >> 8);
        long bound = (long) split << bits;
        int bit;
        if (value >= bound) {
            value -= bound;
            range -= split;
            bit = 1;
        } else {
            range = split;
            bit = 0;
        }
        int shift = Integer.numberOfLeadingZeros(range) - 24;
        range <<= shift;
        bits -= shift;
        return bit;
    }

    private void load() {
        if (end - at > BULK) {
            value = (value << (8 * BULK)) | ((long) BIG_ENDIAN_LONG.get(data, at) >>> 8);
            at += BULK;
            bits += 8 * BULK;
        } else if (at < end) {
            value = (value << 8) | (data[at++] & 0xff);
            bits += 8;
        } else {
            value = exhausted ? value : value << 8;
            bits = exhausted ? 0 : bits + 8;
            exhausted = true;
        }
    }

    /** Returns the next bit, 0 and 1 being equally likely, as a truth. */
    boolean flag() {
        return bit(EVEN) != 0;
    }

    /** Returns an unsigned number of some bits, the highest first. */
    int number(int width) {
        int number = 0;
        for (int i = 0; i < width; i++) {
            number = 2 * number + bit(EVEN);
        }
        return number;
    }

    /** Returns a magnitude of some bits and then its sign. */
    int signed(int width) {
        return withSign(number(width));
    }

    /** Returns the number or its negative, as the next bit says. */
    int withSign(int magnitude) {
        return bit(EVEN) == 0 ? magnitude : -magnitude;
    }

    /** Returns {@link #signed} if the next bit is set, else 0. */
    int optionalSigned(int width) {
        return flag() ? signed(width) : 0;
    }

    /** Whether bits were asked for that the partition does not have. */
    boolean exhausted() {
        return exhausted;
    }
}
