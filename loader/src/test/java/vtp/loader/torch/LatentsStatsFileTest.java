package vtp.loader.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vtp.loader.AtomicFile;
import vtp.loader.AtomicFile.Existing;
import vtp.loader.Bytes;
import vtp.loader.ZipArchive;

/** Statistics for a trainer that reads them with PyTorch: what is written is what was tried with torch.load. */
class LatentsStatsFileTest {
    @TempDir
    Path folder;

    private Path write(float[] mean, float[] std) throws IOException {
        Path path = folder.resolve("latents_stats.pt");
        LatentsStatsFile.write(AtomicFile.open(path, Existing.REPLACE), mean, std);
        return path;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 64, 255, 256, 65_535})
    void whatIsWrittenIsRead(int channels) throws IOException {
        float[] mean = new float[channels];
        float[] std = new float[channels];
        for (int c = 0; c < channels; c++) {
            mean[c] = 0.25f - c;
            std[c] = 1 / (1f + c);
        }
        try (TorchFile stats = TorchFile.open(write(mean, std))) {
            assertThat(stats.tensors().keySet()).containsExactly("mean", "std");
            float[] read = new float[channels];
            stats.require("mean").reader().floats(0, read);
            assertThat(read).isEqualTo(mean);
            stats.require("std").reader().floats(0, read);
            assertThat(read).isEqualTo(std);
            assertThat(stats.require("mean").shape()).isEqualTo(List.of(1L, (long) channels, 1L, 1L));
        }
    }

    @Test
    void theBytesAreThoseThatWereTriedWithPyTorch() throws IOException {
        assertThat(LatentsStatsFile.pickle(64)).hasSize(297);
        Path path = write(new float[64], new float[64]);
        byte[] first = Files.readAllBytes(path);
        try (ZipArchive zip = ZipArchive.open(Bytes.open(path))) {
            assertThat(zip.entries().keySet())
                    .containsExactly(
                            "latents_stats/data.pkl",
                            "latents_stats/byteorder",
                            "latents_stats/data/0",
                            "latents_stats/data/1",
                            "latents_stats/version");
        }
        assertThat(write(new float[64], new float[64])).hasBinaryContent(first);
    }

    @Test
    void whatCannotBeStatisticsLeavesNoFile() {
        for (float[] std : new float[][] {new float[0], new float[2], new float[70_000]}) {
            assertThatThrownBy(() -> write(new float[std.length == 2 ? 1 : std.length], std))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(folder).isEmptyDirectory();
    }
}
