package vtp.engine.image;

/** VP8's arithmetic decoder of single bits (RFC 6386, section 7). Past its end it reads zeros. */
final class Vp8Bits {
    private static final int EVEN = 128;

    private final byte[] data;
    private final int end;
    private int next;
    private int range = 255;
    private long value;
    /** How many bits of {@code value} lie below the 8 that are compared; less than 0: more must be loaded. */
    private int spare = -8;

    Vp8Bits(byte[] data, int start, int end) {
        this.data = data;
        this.next = start;
        this.end = end;
    }

    /** A bit that is 0 with a probability of {@code probability / 256}. */
    int bit(int probability) {
        if (spare < 0) {
            load();
        }
        int split = 1 + (((range - 1) * probability) >> 8);
        long wide = (long) split << spare;
        int bit;
        if (value >= wide) {
            value -= wide;
            range -= split;
            bit = 1;
        } else {
            range = split;
            bit = 0;
        }
        int shift = Integer.numberOfLeadingZeros(range) - 24;
        range <<= shift;
        spare -= shift;
        return bit;
    }

    private void load() {
        while (spare < 40) {
            value = (value << 8) | (next < end ? data[next] & 0xff : 0);
            next++;
            spare += 8;
        }
    }

    boolean flag() {
        return bit(EVEN) != 0;
    }

    /** An unsigned number of {@code bits} bits, the highest first. */
    int number(int bits) {
        int n = 0;
        for (int i = 0; i < bits; i++) {
            n = (n << 1) | bit(EVEN);
        }
        return n;
    }

    /** A magnitude of {@code bits} bits and a sign. */
    int signed(int bits) {
        int magnitude = number(bits);
        return flag() ? -magnitude : magnitude;
    }

    /** A signed number where a flag says that there is one, 0 where there is none. */
    int optionalSigned(int bits) {
        return flag() ? signed(bits) : 0;
    }
}
