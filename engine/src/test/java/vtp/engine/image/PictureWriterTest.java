package vtp.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("any-width")
class PictureWriterTest {
    @TempDir
    private Path folder;

    @Test
    void comesBackEqual() throws IOException {
        Rgb picture = Goldens.drawn(37, 53);
        Path file = folder.resolve("out.png");
        PictureWriter.writePng(picture, file);
        assertThat(new PictureReader().read(file)).isEqualTo(picture);
    }

    @Test
    void writesTheSameBytesTwice() throws IOException {
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        ByteArrayOutputStream second = new ByteArrayOutputStream();
        PictureWriter.writePng(Goldens.smooth(20, 30), first);
        PictureWriter.writePng(Goldens.smooth(20, 30), second);
        assertThat(first.toByteArray()).startsWith(0x89, 'P', 'N', 'G').isEqualTo(second.toByteArray());
    }

    @Test
    void passesOnWhyItCannotWrite() {
        IOException full = new IOException("the disk is full");
        OutputStream stream = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw full;
            }
        };
        assertThatThrownBy(() -> PictureWriter.writePng(Goldens.drawn(2, 2), stream))
                .isSameAs(full);
    }

    @Test
    void leavesNothingBehindWhereItCannotWrite() throws IOException {
        Path target = folder.resolve("missing").resolve("out.png");
        assertThatThrownBy(() -> PictureWriter.writePng(Goldens.drawn(2, 2), target))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("out.png");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }
}
