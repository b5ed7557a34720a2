package vtp.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
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

    /** A read of either would not end by itself. */
    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void doesNotWaitForAPipeOrADevice() throws Exception {
        Path pipe = folder.resolve("pipe.png");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        for (Path file : List.of(pipe, Path.of("/dev/zero"))) {
            assertThatThrownBy(() -> reader.read(file))
                    .isInstanceOf(PictureException.class)
                    .hasMessage(file
                            + ": is a pipe, a socket or a device: copy it to a file, or give it as standard input");
        }
    }

    @Test
    void refusesAFileOfManyGigabytesUnread() throws IOException {
        Path sparse = folder.resolve("sparse.png");
        try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
            file.write(pngHeader(10, 10));
            file.setLength(10L << 30);
        }
        assertThatThrownBy(() -> reader.read(sparse))
                .hasMessage(sparse + ": the file is over 2 GiB, too large for a picture");
    }

    /** A GIF whose header claims a canvas that is far larger than the file, and a text that unpacks to far more. */
    @Test
    void refusesOtherBombsToo() throws IOException {
        byte[] gif = Files.readAllBytes(FILES.resolve("palette.gif"));
        Arrays.fill(gif, 6, 10, (byte) 0xFF);
        assertThatThrownBy(() -> reader.read(gif, "a.gif"))
                .hasMessage("a.gif: 65535 x 65535 is 4294836225 pixels, more than the 179000000 allowed");
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed)) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 64; i++) {
                deflater.write(zeros);
            }
        }
        PngTexts texts = new PngTexts();
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        chunk.writeBytes("XML:com.adobe.xmp\0\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        chunk.writeBytes(packed.toByteArray());
        texts.add("zTXt", chunk.toByteArray());
        assertThat(texts.xmp()).hasSize(1 << 20);
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
