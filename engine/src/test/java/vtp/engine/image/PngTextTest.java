package vtp.engine.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("any-width")
class PngTextTest {
    private static final Rgb PICTURE = Goldens.drawn(5, 7);

    private static byte[] png(Map<String, String> texts) throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        PictureWriter.writePng(PICTURE, texts, png);
        return png.toByteArray();
    }

    private static Map<String, String> read(byte[] file) throws IOException {
        return PngText.read(new ByteArrayInputStream(file));
    }

    @Test
    void textsOfAnyLanguageComeBackAndThePixelsAreTheSame(@TempDir Path folder) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("vtp.model", "naïve 模型");
        texts.put("vtp.preparation", "");
        byte[] png = png(texts);
        assertThat(read(png)).isEqualTo(texts);
        Path file = Files.write(folder.resolve("x.png"), png);
        assertThat(new PictureReader().read(file)).isEqualTo(PICTURE);
    }

    @Test
    void withoutTextsTheBytesAreThoseOfAPlainPicture() throws IOException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        PictureWriter.writePng(PICTURE, plain);
        assertThat(png(Map.of())).isEqualTo(plain.toByteArray());
        assertThat(read(plain.toByteArray())).isEmpty();
    }

    @Test
    void aFileThatIsCutOffOrDamagedOrNoPngSaysWhatItCan() throws IOException {
        byte[] png = png(Map.of("vtp.model", "a model"));
        for (int length = 0; length < png.length; length++) {
            assertThat(read(Arrays.copyOf(png, length)).size()).isLessThanOrEqualTo(1);
        }
        for (int i = 0; i < png.length; i++) {
            byte[] damaged = png.clone();
            damaged[i] ^= (byte) 0x80;
            assertThat(read(damaged).size()).isLessThanOrEqualTo(1);
        }
        assertThat(read("no picture at all".getBytes(StandardCharsets.UTF_8))).isEmpty();
    }
}
