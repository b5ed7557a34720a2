package vtp.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vtp.engine.image.Rgb;
import vtp.loader.AtomicFile;
import vtp.loader.Npz;

@Tag("any-width")
class ResultFilesTest {

    private static Rgb grey(int level) {
        byte[] data = new byte[2 * 3 * Rgb.CHANNELS];
        Arrays.fill(data, (byte) level);
        return new Rgb(2, 3, data);
    }

    @Test
    void aContactSheet() {
        Rgb sheet = ContactSheet.of(List.of(grey(1), grey(2), grey(3)), 2);
        assertThat(sheet.height()).isEqualTo(2 + 2 + 2);
        assertThat(sheet.width()).isEqualTo(3 + 2 + 3);
        int[] firstRow = new int[8];
        int[] fifthRow = new int[8];
        for (int x = 0; x < 8; x++) {
            firstRow[x] = sheet.data()[x * 3] & 0xff;
            fifthRow[x] = sheet.data()[(4 * 8 + x) * 3 + 2] & 0xff;
        }
        assertThat(firstRow).containsExactly(1, 1, 1, 255, 255, 2, 2, 2);
        assertThat(fifthRow).containsExactly(3, 3, 3, 255, 255, 255, 255, 255);
        assertThat(ContactSheet.squareColumns(9)).isEqualTo(3);
        assertThat(ContactSheet.squareColumns(10)).isEqualTo(4);
        assertThatThrownBy(() -> ContactSheet.of(List.of(grey(1), new Rgb(3, 2, new byte[18])), 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 × 3 and 3 × 2");
        assertThatThrownBy(() -> ContactSheet.of(List.of(), 2)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSampleFile(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("samples.npz");
        try (SampleFile file = new SampleFile(AtomicFile.open(path, AtomicFile.Existing.REPLACE), 2, 2, 3)) {
            file.add(grey(7));
            assertThatThrownBy(() -> file.add(new Rgb(3, 2, new byte[18])))
                    .isInstanceOf(IllegalArgumentException.class);
            file.add(grey(9));
            assertThat(path).doesNotExist();
            file.finish(new int[] {3, 999});
        }
        try (Npz npz = Npz.open(path)) {
            assertThat(npz.array("arr_0").shape()).containsExactly(2L, 2L, 3L, 3L);
            byte[] pixels = new byte[36];
            npz.array("arr_0").copy(0, MemorySegment.ofArray(pixels));
            assertThat(pixels).startsWith(grey(7).data()).endsWith(grey(9).data());
            long[] labels = new long[2];
            npz.array("arr_1").reader().longs(0, labels);
            assertThat(labels).containsExactly(3, 999);
        }
    }

    @Test
    void aSampleFileThatIsNotFinishedDoesNotAppear(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("samples.npz");
        try (SampleFile file = new SampleFile(AtomicFile.open(path, AtomicFile.Existing.REPLACE), 2, 2, 3)) {
            file.add(grey(7));
            assertThatThrownBy(() -> file.finish(new int[2])).isInstanceOf(IllegalStateException.class);
        }
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }
}
