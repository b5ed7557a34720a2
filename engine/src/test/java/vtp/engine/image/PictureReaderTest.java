package vtp.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import vtp.loader.Checkpoint;

@Tag("any-width")
class PictureReaderTest {
    private static final Path FILES = Goldens.FOLDER.resolve("files");

    private final PictureReader reader = new PictureReader(Orientation.STORED);

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
    void turnsAPictureUprightUnlessAskedNotTo() throws IOException {
        Path file = FILES.resolve("exif6.jpg");
        Rgb stored = reader.read(file);
        Rgb upright = new PictureReader().read(file);
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

    @ParameterizedTest
    @ValueSource(strings = {"hello, this is no picture", "<vg/>", "B", "RIFF1234WAVEfmt "})
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

    /** What is often found where a picture should be, and what to do. */
    @ParameterizedTest
    @CsvSource({
        "version https://git-lfs.github.com/spec/v1, git lfs pull",
        "<!DOCTYPE html><html>, download the picture again",
        "<html>, download the picture again",
        "'PK\u0003\u0004', unpack it first"
    })
    void saysWhatAFileIsInstead(String start, String advice) {
        byte[] file = start.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> reader.read(file, "x.png"))
                .isInstanceOf(PictureException.class)
                .hasMessageStartingWith("x.png: not a picture but ")
                .hasMessageContaining(advice);
    }

    @Test
    void namesALinkToNothingAndALinkToItself() throws IOException {
        Path dangling = Files.createSymbolicLink(folder.resolve("a.png"), Path.of("gone.png"));
        assertThatThrownBy(() -> reader.read(dangling))
                .hasMessage(dangling + ": is a link to a file that does not exist");
        Path loop = Files.createSymbolicLink(folder.resolve("b.png"), Path.of("b.png"));
        assertThatThrownBy(() -> reader.read(loop))
                .isInstanceOf(PictureException.class)
                .hasMessageStartingWith(loop + ": cannot be read: ")
                .hasMessageNotContaining("read: " + loop);
    }

    @Test
    void saysWhatMemoryWasNeededAndHowToAllowMore() throws IOException {
        byte[] png = Files.readAllBytes(FILES.resolve("rgb.png"));
        InputStream greedy = new SequenceInputStream(new ByteArrayInputStream(png), new InputStream() {
            @Override
            public int read() {
                throw new OutOfMemoryError("Java heap space");
            }

            @Override
            public int read(byte[] bytes, int from, int length) {
                return read();
            }
        });
        assertThatThrownBy(() -> reader.read(greedy, "a.png"))
                .isInstanceOf(PictureException.class)
                .hasMessageStartingWith("a.png: not enough memory: ")
                .hasMessageContaining("VTP_JAVA_OPTS=-Xmx");
        SizeLimit limit = new SizeLimit("a.png", Long.MAX_VALUE);
        limit.check(40_000, 10_000);
        assertThat(limit.outOfMemory(1 << 20, new OutOfMemoryError()))
                .hasMessageContaining("a picture of 40000 x 10000 pixels takes about 2673 MiB to be read");
    }

    @Test
    void aFileThatShrinksWhileItIsReadIsTruncated() throws IOException {
        byte[] whole = Files.readAllBytes(FILES.resolve("444.jpg"));
        Path file = Files.write(folder.resolve("a.jpg"), Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> reader.read(file))
                .hasMessage(file + ": truncated JPEG file: it ends before the picture does");
    }

    @Test
    void knowsPicturesByTheirEnding() {
        assertThat(PictureReader.hasPictureExtension(Path.of("a", "b.JPeG"))).isTrue();
        assertThat(PictureReader.hasPictureExtension(Path.of("a.png.txt"))).isFalse();
        assertThat(PictureReader.hasPictureExtension(Path.of("noending"))).isFalse();
        assertThat(PictureReader.hasPictureExtension(Path.of("a.ppm"))).isTrue();
        assertThat(PictureReader.hasPictureExtension(Path.of("a.heic"))).isFalse();
    }
}
