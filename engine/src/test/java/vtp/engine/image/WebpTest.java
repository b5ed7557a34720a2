package vtp.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import vtp.loader.Checkpoint;
import vtp.loader.TensorInfo;

/** WebP of every kind: what Pillow saves, frames with settings that no encoder has, and files that are cut or lie. */
@Tag("any-width")
class WebpTest {
    private static final String FILE = "/file";

    private final PictureReader reader = new PictureReader();

    static List<String> names() throws IOException {
        try (Checkpoint golden = open()) {
            return golden.tensors().keySet().stream()
                    .filter(tensor -> tensor.endsWith(FILE))
                    .map(tensor -> tensor.substring(0, tensor.length() - FILE.length()))
                    .sorted()
                    .toList();
        }
    }

    private static Checkpoint open() throws IOException {
        return Checkpoint.open(Goldens.FOLDER.resolve("webp.safetensors"));
    }

    private static byte[] bytes(String tensor) throws IOException {
        try (Checkpoint golden = open()) {
            TensorInfo info = golden.tensors().get(tensor);
            byte[] bytes = new byte[Math.toIntExact(info.byteSize())];
            golden.copy(info, 0, MemorySegment.ofArray(bytes));
            return bytes;
        }
    }

    @Test
    void goldensAreThere() throws IOException {
        assertThat(names()).hasSize(88);
    }

    @ParameterizedTest
    @MethodSource("names")
    void isEqualToPillow(String name) throws IOException {
        Rgb picture = reader.read(bytes(name + FILE), name);
        ByteBuffer size = ByteBuffer.wrap(bytes(name + "/size")).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(List.of(picture.height(), picture.width())).containsExactly(size.getInt(0), size.getInt(4));
        assertThat(Goldens.sha256(picture)).isEqualTo(HexFormat.of().formatHex(bytes(name + "/sha256")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"saved_17x15", "saved_alpha", "saved_animation_offset", "stream_03", "lossless_17x15"})
    void aFileCutAnywhereIsAnErrorOfOneLine(String name) throws IOException {
        byte[] whole = bytes(name + FILE);
        for (int length = 1; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> reader.read(cut, "cut"))
                    .as("%d of %d bytes", length, whole.length)
                    .isExactlyInstanceOf(PictureException.class)
                    .hasMessageStartingWith("cut: ")
                    .hasMessageNotContaining("\n");
        }
    }

    /** The header's sizes are made to fit, so that the decoder itself meets the end. */
    @ParameterizedTest
    @ValueSource(strings = {"saved_17x15", "stream_03", "lossless_17x15", "lossless_palette_5"})
    void aFrameCutAnywhereIsAnErrorOfOneLine(String name) throws IOException {
        byte[] whole = bytes(name + FILE);
        int refused = 0;
        for (int length = 20; length < whole.length; length++) {
            byte[] cut = riff(whole[15], Arrays.copyOfRange(whole, 20, length));
            try {
                assertThat(reader.read(cut, "cut").data()).isNotEmpty(); // the coder's last bytes may be spare
            } catch (PictureException e) {
                refused++;
                assertThat(e).hasMessageStartingWith("cut: damaged WebP file: ").hasMessageNotContaining("\n");
            }
        }
        assertThat(refused).isGreaterThan((whole.length - 20) / 4);
    }

    /** Whatever a wrong bit does to a frame, the answer is a picture, or an error that the decoder means. */
    @ParameterizedTest
    @ValueSource(
            strings = {"saved_17x15", "saved_animation_offset", "stream_03", "lossless_17x15", "lossless_palette_5"})
    void aDamagedFrameIsAPictureOrAnErrorOfItsOwn(String name) throws IOException {
        byte[] whole = bytes(name + FILE);
        PictureReader small = new PictureReader(Orientation.STORED, 1_000_000);
        int pictures = 0;
        for (int i = 12; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= (byte) (1 << i % 8);
            try {
                pictures += small.read(damaged, "damaged").data().length > 0 ? 1 : 0;
            } catch (PictureException e) {
                assertThat(e).hasMessageNotContaining("\n").hasMessageNotContaining("Exception");
                assertThat(e.getCause() instanceof RuntimeException).isFalse();
            }
        }
        assertThat(pictures).isGreaterThan(whole.length / 10);
    }

    @Test
    void bytesAfterTheFileAreNotLookedAt() throws IOException {
        byte[] whole = bytes("saved_17x15" + FILE);
        assertThat(reader.read(Arrays.copyOf(whole, whole.length + 9), "longer"))
                .isEqualTo(reader.read(whole, "whole"));
    }

    @Test
    void aFrameThatIsNotOnItsCanvasIsRefused() throws IOException {
        byte[] animation = bytes("saved_animation_offset" + FILE);
        animation[24] = 30; // the canvas's width − 1
        assertThatThrownBy(() -> reader.read(animation, "a.webp"))
                .hasMessage(
                        "a.webp: damaged WebP file: its frame of 16 x 20 at (20, 8) is not on its canvas of 31 x 40");
        byte[] still = bytes("saved_alpha" + FILE);
        still[24]++;
        assertThatThrownBy(() -> reader.read(still, "a.webp"))
                .hasMessage(
                        "a.webp: damaged WebP file: its frame of 50 x 40 at (0, 0) is not on its canvas of 51 x 40");
    }

    /** A few bytes that claim to be a large picture take no memory for it. */
    @Test
    void aFrameTooLargeForItsBytesIsRefused() throws IOException {
        byte[] bomb = bytes("saved_1x1" + FILE);
        ByteBuffer.wrap(bomb)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(26, (short) 12_000)
                .putShort(28, (short) 12_000);
        assertThatThrownBy(() -> reader.read(bomb, "a.webp"))
                .isExactlyInstanceOf(PictureException.class)
                .hasMessageEndingWith("cannot hold the 562500 macroblocks of 12000 x 12000 pixels");
        ByteBuffer.wrap(bomb)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(26, (short) 16_000)
                .putShort(28, (short) 16_000);
        assertThatThrownBy(() -> reader.read(bomb, "a.webp")).isExactlyInstanceOf(PictureException.class);
    }

    private static byte[] riff(byte kind, byte[] frame) {
        int padded = frame.length + frame.length % 2;
        return ByteBuffer.allocate(20 + padded)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(12 + padded)
                .put("WEBPVP8".getBytes(StandardCharsets.US_ASCII))
                .put(kind)
                .putInt(frame.length)
                .put(frame)
                .array();
    }
}
