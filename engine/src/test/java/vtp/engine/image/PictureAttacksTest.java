package vtp.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Files that promise far more than they hold, or never end: each is refused before it costs time or memory. */
@Tag("any-width")
class PictureAttacksTest {
    private static final Path FILES = Goldens.FOLDER.resolve("files");
    private static final int LARGE = 13_000;

    private final PictureReader reader = new PictureReader();

    @TempDir
    private Path folder;

    @Test
    void refusesAHugePictureByItsHeader() throws IOException {
        byte[] bomb = pngHeader(60_000, 60_000);
        assertThatThrownBy(() -> reader.read(bomb, "bomb.png"))
                .isInstanceOf(PictureException.class)
                .hasMessage("bomb.png: 60000 x 60000 is 3600000000 pixels, more than the 179000000 allowed");
    }

    private static byte[] pngHeader(int width, int height) throws IOException {
        byte[] header = ByteBuffer.allocate(17)
                .put("IHDR".getBytes(StandardCharsets.US_ASCII))
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
        chunk.writeBytes("XML:com.adobe.xmp\0\0".getBytes(StandardCharsets.US_ASCII));
        chunk.writeBytes(packed.toByteArray());
        texts.add("zTXt", chunk.toByteArray());
        assertThat(texts.xmp()).hasSize(1 << 20);
    }

    /** A header that promises 169 megapixels before a few bytes: a decoder that made them up would take a minute. */
    @Test
    void stopsAWebpThatReadsOnAfterItsEnd() throws IOException {
        byte[] file = Files.readAllBytes(FILES.resolve("lossless.webp"));
        int size = new String(file, StandardCharsets.ISO_8859_1).indexOf("VP8L") + 9;
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(size, (LARGE - 1) | (LARGE - 1) << 14);
        assertThatThrownBy(() -> reader.read(file, "a.webp"))
                .hasMessageStartingWith("a.webp: damaged WebP file: its pixels end in row ");
    }

    /** Each scan costs a pass over the whole picture. */
    @Test
    void refusesAJpegOfThousandsOfScans() throws IOException {
        byte[] file = Files.readAllBytes(FILES.resolve("progressive.jpg"));
        String text = new String(file, StandardCharsets.ISO_8859_1);
        ByteBuffer.wrap(file)
                .putShort(text.indexOf("\u00ff\u00c2") + 5, (short) LARGE)
                .putShort(text.indexOf("\u00ff\u00c2") + 7, (short) LARGE);
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        bomb.write(file, 0, file.length - 2);
        int scan = text.lastIndexOf("\u00ff\u00da");
        for (int i = 0; i < 5000; i++) {
            bomb.write(file, scan, file.length - 2 - scan);
        }
        bomb.write(file, file.length - 2, 2);
        assertThatThrownBy(() -> reader.read(bomb.toByteArray(), "a.jpg"))
                .isInstanceOf(PictureException.class)
                .hasMessageMatching(
                        "a.jpg: a JPEG of 50\\d\\d scans of 13000 x 13000 pixels is taken for an attack: .*");
    }

    @Test
    void refusesANetpbmShorterThanItsHeaderSays() {
        for (String file : List.of("P1 13000 13000 1", "P3 13000 13000 255 1 2", "P5 13000 13000 255 a")) {
            assertThatThrownBy(() -> reader.read(file.getBytes(StandardCharsets.US_ASCII), "a.ppm"))
                    .hasMessage("a.ppm: truncated PNM file: it ends before the picture does");
        }
    }
}
