package vtp.engine.image.vp8l;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import javax.imageio.IIOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-width")
class PrefixCodeTest {
    private static BitReader bits(String bits) {
        byte[] bytes = new byte[bits.length() / 8 + 1];
        for (int i = 0; i < bits.length(); i++) {
            bytes[i / 8] |= (byte) ((bits.charAt(i) - '0') << i % 8);
        }
        return new BitReader(bytes, 0, bytes.length);
    }

    @Test
    void codesAreGivenByLengthAndThenInOrder() throws IIOException {
        PrefixCode code = new PrefixCode(new int[] {2, 0, 3, 1, 3}); // 10, none, 110, 0, 111
        BitReader in = bits("0" + "111" + "10" + "110" + "0");
        assertThat(new int[] {code.read(in), code.read(in), code.read(in), code.read(in), code.read(in)})
                .containsExactly(3, 4, 0, 2, 3);
    }

    /** Lengths 1, 2, 3 … 14, 15, 15: the last ones are longer than what is looked up at once. */
    @Test
    void longCodesAreRead() throws IIOException {
        int[] lengths = new int[16];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = Math.min(i + 1, PrefixCode.MAX_LENGTH);
        }
        PrefixCode code = new PrefixCode(lengths);
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < lengths.length; i++) {
            all.append("1".repeat(i)).append(i < 15 ? "0" : "");
        }
        BitReader in = bits(all.toString());
        for (int i = 0; i < lengths.length; i++) {
            assertThat(code.read(in)).isEqualTo(i);
        }
        assertThat(in.exhausted()).isFalse();
    }

    @Test
    void aLargeAlphabetIsRead() throws IIOException {
        int[] lengths = new int[2328];
        for (int i = 2328 - 2048; i < 2328; i++) {
            lengths[i] = 11;
        }
        assertThat(new PrefixCode(lengths).read(bits("11111111111"))).isEqualTo(2327);
        lengths = new int[2328];
        lengths[2327] = 7;
        BitReader in = bits("");
        assertThat(new PrefixCode(lengths).read(in)).isEqualTo(2327);
        assertThat(in.number(8)).as("a code of one symbol takes no bits").isZero();
        assertThat(in.exhausted()).isFalse();
    }

    @Test
    void whatIsNoCodeIsRefused() {
        assertThatThrownBy(() -> new PrefixCode(new int[5])).hasMessage("a prefix code in it is incomplete");
        assertThatThrownBy(() -> new PrefixCode(new int[] {1, 2})).hasMessage("a prefix code in it is incomplete");
        assertThatThrownBy(() -> new PrefixCode(new int[] {1, 1, 2})).hasMessage("a prefix code in it is ambiguous");
    }

    @Test
    void theEndOfTheBitsIsSeen() {
        BitReader in = new BitReader(new byte[] {9, (byte) 0xab, 9}, 1, 2);
        assertThat(in.peek(15)).isEqualTo(0xab);
        assertThat(in.number(4)).isEqualTo(0xb);
        assertThat(in.number(4)).isEqualTo(0xa);
        assertThat(in.exhausted()).isFalse();
        assertThat(in.flag()).isFalse();
        assertThat(in.exhausted()).isTrue();
    }
}
