package vtp.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import vtp.loader.Checkpoint;

@Tag("any-width")
class PictureReaderTest {
    private static final Path FILES = Goldens.FOLDER.resolve("files");

    private final PictureReader reader = new PictureReader();

    @TempDir
    private Path folder;

    static List<Path> files() throws IOException {
        try (Stream<Path> list = Files.list(FILES)) {
            return list.sorted().toList();
        }
    }

    @Test
    void goldensAreThere() throws IOException {
        assertThat(files()).hasSize(22);
    }

    @ParameterizedTest
    @MethodSource("files")
    void readsAsPillow(Path file) throws IOException {
        String name = file.getFileName().toString();
        try (Checkpoint golden = Checkpoint.open(Goldens.FOLDER.resolve("files.safetensors"))) {
            Goldens.assertReadAsPillow(name, reader.read(file), Goldens.rgb(golden, name));
        }
    }

    @Test
    void turnsAPictureUprightOnlyIfAsked() throws IOException {
        Path file = FILES.resolve("exif6.jpg");
        Rgb stored = reader.read(file);
        Rgb upright = new PictureReader(Orientation.EXIF, 10_000).read(file);
        assertThat(upright).isEqualTo(ExifOrientation.upright(stored, 6));
        assertThat(List.of(upright.height(), upright.width())).containsExactly(84, 60);
    }

    @ParameterizedTest
    @MethodSource("files")
    void aCutFileIsAnErrorOfOneLine(Path file) throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {1, 8, 30, whole.length / 3, whole.length / 2, whole.length * 9 / 10}) {
            PictureException e = catchThrowableOfType(
                    PictureException.class, () -> reader.read(Arrays.copyOf(whole, length), "cut"));
            assertThat(e)
                    .as("%s cut to %d of %d bytes", file, length, whole.length)
                    .isNotNull();
            assertThat(e).hasMessageStartingWith("cut: ").hasMessageNotContaining("\n");
        }
    }

    /** Whatever a bit flip does to a file, the answer is a picture or a PictureException. */
    @ParameterizedTest
    @MethodSource("files")
    void aDamagedFileIsAPictureOrAnError(Path file) throws IOException {
        byte[] whole = Files.readAllBytes(file);
        PictureReader small = new PictureReader(Orientation.EXIF, 100_000);
        for (int i = 0; i < Math.min(whole.length, 150); i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= (byte) (1 << i % 8);
            try {
                assertThat(small.read(damaged, "damaged").data()).isNotEmpty();
            } catch (PictureException e) {
                assertThat(e).hasMessageStartingWith("damaged: ").hasMessageNotContaining("\n");
            }
        }
    }

    @Test
    void aTruncatedJpegIsSaidToBeOne() throws IOException {
        byte[] whole = Files.readAllBytes(FILES.resolve("444.jpg"));
        assertThatThrownBy(() -> reader.read(Arrays.copyOf(whole, whole.length - 2), "a.jpg"))
                .isInstanceOf(PictureException.class)
                .hasMessage("a.jpg: truncated JPEG file: it ends before the picture does");
    }

    @Test
    void refusesAHugePictureByItsHeader() throws IOException {
        byte[] bomb = pngHeader(60_000, 60_000);
        assertThatThrownBy(() -> reader.read(bomb, "bomb.png"))
                .isInstanceOf(PictureException.class)
                .hasMessage("bomb.png: 60000 x 60000 is 3600000000 pixels, more than the 179000000 allowed");
    }

    private static byte[] pngHeader(int width, int height) throws IOException {
        byte[] header = ByteBuffer.allocate(17)
                .put("IHDR".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 2, 0, 0, 0})
                .array();
        CRC32 crc = new CRC32();
        crc.update(header);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13});
        png.write(header);
        png.write(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
        return png.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello, this is no picture", "<svg/>", "B", "RIFF1234WAVEfmt "})
    void refusesWhatIsNoPicture(String text) {
        assertThatThrownBy(() -> reader.read(
                        new ByteArrayInputStream(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII)), "x.png"))
                .isInstanceOf(PictureException.class)
                .hasMessageStartingWith("x.png: not a picture");
    }

    @Test
    void namesEmptyMissingAndFolder() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.png"));
        assertThatThrownBy(() -> reader.read(empty)).hasMessage(empty + ": the file is empty");
        Path missing = folder.resolve("missing.png");
        assertThatThrownBy(() -> reader.read(missing)).hasMessage(missing + ": no such file");
        assertThatThrownBy(() -> reader.read(folder)).hasMessage(folder + ": is a folder, not a picture");
        PictureException e = catchThrowableOfType(PictureException.class, () -> reader.read(missing));
        assertThat(e.problem()).isEqualTo("no such file");
    }

    @Test
    void knowsPicturesByTheirEnding() {
        assertThat(PictureReader.hasPictureExtension(Path.of("a", "b.JPeG"))).isTrue();
        assertThat(PictureReader.hasPictureExtension(Path.of("a.png.txt"))).isFalse();
        assertThat(PictureReader.hasPictureExtension(Path.of("noending"))).isFalse();
    }
}
