package vtp.engine.image.vp8;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import javax.imageio.IIOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-width")
class FrameHeaderTest {
    /** A frame of 16 × 16 pixels whose first partition is 20 bytes of zeros, and four more bytes. */
    private static byte[] frame() {
        byte[] frame = new byte[34];
        frame[0] = (byte) (0x10 | (20 << 5 & 0xff));
        frame[1] = 20 >> 3;
        frame[3] = (byte) 0x9d;
        frame[4] = 0x01;
        frame[5] = 0x2a;
        frame[6] = 16;
        frame[8] = 16;
        return frame;
    }

    @Test
    void readsAHeaderOfZeros() throws IIOException {
        byte[] frame = frame();
        frame[7] = (byte) 0x80; // a scale, to be ignored
        FrameHeader header = FrameHeader.read(frame, 0, frame.length);
        assertThat(header.width()).isEqualTo(16);
        assertThat(header.height()).isEqualTo(16);
        assertThat(header.tokens()).hasSize(1);
        assertThat(header.filter().enabled()).isFalse();
        assertThat(header.segmentation().enabled()).isFalse();
        assertThat(header.quantizers()).containsOnly(new Quantizer(4, 4, 8, 8, 4, 4));
        assertThat(header.skipProbability()).isEqualTo(-1);
    }

    @Test
    void saysWhatIsWrong() {
        assertRefused(0, 0x11, "its frame is not a key frame");
        assertRefused(0, 0x98, "its frame is of VP8 profile 4; 0 to 3 exist");
        assertRefused(0, 0x80, "its frame is not to be shown");
        assertRefused(4, 0x02, "the start code of its frame is 2a029d, not 2a019d");
        assertRefused(6, 0, "its frame is 0 x 16");
        assertRefused(1, 0x7f, "its first partition is 1020 bytes, of which 24 are there");
        assertRefused(7, 0x10, "its first partition of 20 bytes cannot hold the 257 macroblocks of 4112 x 16 pixels");
        assertThatThrownBy(() -> FrameHeader.read(frame(), 0, 9))
                .isInstanceOf(IIOException.class)
                .hasMessage("its frame of 9 bytes ends inside the header of 10");
        assertThatThrownBy(() -> FrameHeader.read(frame(), 0, 30))
                .isInstanceOf(IIOException.class)
                .hasMessage("it ends before the last of its 1 partitions of coefficients");
    }

    private static void assertRefused(int at, int value, String message) {
        byte[] frame = frame();
        frame[at] = (byte) value;
        assertThatThrownBy(() -> FrameHeader.read(frame, 0, frame.length))
                .isInstanceOf(IIOException.class)
                .hasMessage(message);
    }

    @Test
    void filterStrengthsAreTheStandards() {
        assertThat(FilterStrength.of(-5, 0).limit()).isZero();
        assertThat(FilterStrength.of(1, 7)).isEqualTo(new FilterStrength(3, 1, 0));
        assertThat(FilterStrength.of(14, 0)).isEqualTo(new FilterStrength(42, 14, 0));
        assertThat(FilterStrength.of(15, 4)).isEqualTo(new FilterStrength(35, 5, 1));
        assertThat(FilterStrength.of(99, 5)).isEqualTo(new FilterStrength(130, 4, 2));
    }
}
