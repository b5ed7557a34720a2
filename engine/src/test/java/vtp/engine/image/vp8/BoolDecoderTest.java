package vtp.engine.image.vp8;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-width")
class BoolDecoderTest {
    /** The encoder of RFC 6386, section 7.3, with a register that never overflows. */
    private static final class Encoder {
        private BigInteger low = BigInteger.ZERO;
        private int range = 255;
        private int shifts;

        void bit(int probability, int bit) {
            int split = 1 + (((range - 1) * probability) >> 8);
            if (bit == 0) {
                range = split;
            } else {
                low = low.add(BigInteger.valueOf(split));
                range -= split;
            }
            for (; range < 128; range *= 2) {
                low = low.shiftLeft(1);
                shifts++;
            }
        }

        byte[] bytes() {
            int pad = (8 - shifts % 8) % 8;
            byte[] number = low.shiftLeft(pad).toByteArray(); // its first byte may be 0 or missing
            byte[] bytes = new byte[(8 + shifts + pad) / 8];
            int length = Math.min(bytes.length, number.length);
            System.arraycopy(number, number.length - length, bytes, bytes.length - length, length);
            return bytes;
        }
    }

    @Test
    void readsWhatTheEncoderWrote() {
        Random random = new Random(1);
        int[] probabilities = random.ints(20_000, 1, 256).toArray();
        int[] bits = Arrays.stream(probabilities)
                .map(p -> random.nextInt(256) < p ? 0 : 1)
                .toArray();
        Encoder encoder = new Encoder();
        for (int i = 0; i < bits.length; i++) {
            encoder.bit(probabilities[i], bits[i]);
        }
        byte[] coded = encoder.bytes();
        BoolDecoder decoder = new BoolDecoder(coded, 0, coded.length);
        for (int i = 0; i < bits.length; i++) {
            assertThat(decoder.bit(probabilities[i])).as("bit %d", i).isEqualTo(bits[i]);
        }
        assertThat(decoder.exhausted()).isFalse();
        decoder.number(9);
        assertThat(decoder.exhausted()).isTrue();
    }

    @Test
    void readsNumbersHighestBitFirst() {
        Encoder encoder = new Encoder();
        for (int bit : new int[] {1, 0, 1, 1, /* −3 */ 1, 0, 1, 1, 1, /* +2 */ 1, 1, 0, 0, /* none */ 0}) {
            encoder.bit(128, bit);
        }
        byte[] coded = encoder.bytes();
        BoolDecoder decoder = new BoolDecoder(coded, 0, coded.length);
        assertThat(decoder.number(4)).isEqualTo(11);
        assertThat(decoder.flag()).isTrue();
        assertThat(decoder.signed(3)).isEqualTo(-3);
        assertThat(decoder.optionalSigned(2)).isEqualTo(2);
        assertThat(decoder.optionalSigned(2)).isZero();
    }

    /** Bytes outside of the partition are not read: it goes on with zeros for ever. */
    @Test
    void endsAtItsEnd() {
        byte[] data = new byte[40];
        Arrays.fill(data, (byte) 0x7f);
        BoolDecoder inside = new BoolDecoder(data, 10, 20);
        byte[] zeros = Arrays.copyOfRange(data, 10, 1000);
        Arrays.fill(zeros, 10, zeros.length, (byte) 0);
        BoolDecoder padded = new BoolDecoder(zeros, 0, zeros.length);
        for (int i = 0; i < 80; i++) {
            assertThat(inside.bit(128)).as("bit %d", i).isEqualTo(padded.bit(128));
        }
        assertThat(inside.exhausted()).isTrue();
        for (int i = 0; i < 10_000; i++) {
            inside.bit(1 + i % 255);
        }
    }
}
