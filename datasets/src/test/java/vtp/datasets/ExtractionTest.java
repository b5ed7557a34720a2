package vtp.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vtp.engine.image.Rgb;
import vtp.loader.Checkpoint;
import vtp.loader.Dtype;
import vtp.loader.FloatReader;
import vtp.loader.FloatRounding;
import vtp.loader.torch.TorchFile;

class ExtractionTest {
    private static final int COUNT = 47;
    private static final ExtractionListener SILENT = new ExtractionListener() {};

    @TempDir
    private Path folder;

    private Path pictures;
    private Path out;
    private List<Path> files = List.of();

    @BeforeEach
    void writePictures() throws IOException {
        pictures = folder.resolve("pictures");
        out = folder.resolve("out");
        files = Trees.classes(pictures, COUNT);
    }

    private Extraction extraction(ExtractionPlan plan, Path to) {
        return new Extraction(new ClassFolder(pictures, false), new MeanColours(), plan, to).threads(3);
    }

    private static ExtractionPlan plan() {
        return MeanColours.plan(Dtype.F32, 10, 0, 1);
    }

    private static float[] expected(int number) {
        byte[] file = Trees.picture(number);
        byte[] colours = Arrays.copyOfRange(file, file.length - 6, file.length);
        return new MeanColours().encode(new Rgb(1, 2, colours))[0];
    }

    @Test
    void eachPictureIsOneRowInTheOrderOfTheDataSet() throws Exception {
        Extraction.Summary summary = extraction(plan(), out).run(SILENT);
        assertThat(summary).isEqualTo(new Extraction.Summary(COUNT, 0, 0));
        List<ShardReader.Picture> read = ShardReader.read(out);
        assertThat(read).hasSize(COUNT);
        for (int i = 0; i < COUNT; i++) {
            assertThat(read.get(i).label()).isEqualTo(i * 3 / COUNT);
            assertThat(read.get(i).latents()).isEqualTo(expected(i));
            assertThat(read.get(i).flipped()[3]).isEqualTo(-expected(i)[3]);
        }
        assertThat(Trees.contents(out))
                .containsOnlyKeys(
                        "latents_rank00_shard000.safetensors",
                        "latents_rank00_shard001.safetensors",
                        "latents_rank00_shard002.safetensors",
                        "latents_rank00_shard003.safetensors",
                        "latents_rank00_shard004.safetensors",
                        "cls/cls_rank00_shard000.safetensors",
                        "cls/cls_rank00_shard001.safetensors",
                        "cls/cls_rank00_shard002.safetensors",
                        "cls/cls_rank00_shard003.safetensors",
                        "cls/cls_rank00_shard004.safetensors",
                        "manifest.jsonl",
                        "pictures.gz",
                        "latents_stats.pt");
        assertThat(out.resolve(".rank00")).doesNotExist();
    }

    @Test
    void aShardHasTheReferencesTensorsAndMetadata() throws Exception {
        extraction(plan(), out).run(SILENT);
        String header = header(out.resolve("latents_rank00_shard004.safetensors"));
        assertThat(header.indexOf("\"labels\"")).isPositive().isLessThan(header.indexOf("\"latents\""));
        assertThat(header.indexOf("\"latents\"")).isLessThan(header.indexOf("\"latents_flip\""));
        try (Checkpoint shard = Checkpoint.open(out.resolve("latents_rank00_shard004.safetensors"))) {
            assertThat(shard.metadata())
                    .isEqualTo(Map.of("total_size", "7", "dtype", "torch.float32", "device", "cpu"));
            assertThat(shard.require("labels").dtype()).isEqualTo(Dtype.I64);
            assertThat(shard.require("latents").shape()).containsExactly(7L, 3L, 2L, 2L);
        }
    }

    private static String header(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
        return new String(bytes, 8, length, StandardCharsets.UTF_8);
    }

    @Test
    void bytesDependNeitherOnThreadsNorOnTheRun() throws Exception {
        extraction(plan(), out).threads(1).run(SILENT);
        Path again = folder.resolve("again");
        extraction(plan(), again).threads(7).run(SILENT);
        assertThat(Trees.contents(again)).isEqualTo(Trees.contents(out));
    }

    @Test
    void ranksShareTheDataSetWithoutPaddingAndTheirStatisticsAreMerged() throws Exception {
        extraction(plan(), folder.resolve("one")).run(SILENT);
        Map<Integer, List<ShardReader.Picture>> ranks = new TreeMap<>();
        for (int rank = 0; rank < 5; rank++) {
            Extraction.Summary summary =
                    extraction(MeanColours.plan(Dtype.F32, 4, rank, 5), out).run(SILENT);
            assertThat(summary.pictures()).isEqualTo(rank < 2 ? 10 : 9);
            Path alone = folder.resolve("rank" + rank);
            extraction(MeanColours.plan(Dtype.F32, 4, rank, 5), alone).run(SILENT);
            ranks.put(rank, ShardReader.read(alone));
        }
        assertThat(ShardReader.read(out)).hasSize(COUNT);
        for (int i = 0; i < COUNT; i++) {
            assertThat(ranks.get(i % 5).get(i / 5).latents()).isEqualTo(expected(i));
        }
        assertThat(out.resolve("latents_stats.pt")).doesNotExist();
        LatentsStatistics merged = LatentsStatistics.of(out);
        merged.write(out.resolve("latents_stats.pt"));
        assertThat(merged.pictures()).isEqualTo(COUNT);
        assertThat(statistics(out))
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(statistics(folder.resolve("one")));

        Files.delete(out.resolve("manifest_rank03.jsonl"));
        assertThatThrownBy(() -> LatentsStatistics.of(out)).hasMessageContaining("rank 3 is missing");
        Files.delete(out.resolve("manifest_rank04.jsonl"));
        assertThatThrownBy(() -> LatentsStatistics.of(out)).hasMessageContaining("rank 3 of 5 is missing");
    }

    static float[] statistics(Path folder) throws IOException {
        float[] both = new float[6];
        try (TorchFile file = TorchFile.open(folder.resolve("latents_stats.pt"))) {
            int at = 0;
            float[] three = new float[3];
            for (String name : List.of("mean", "std")) {
                MemorySegment bytes = MemorySegment.ofArray(new byte[12]);
                file.require(name).copy(0, bytes);
                FloatReader.decode(Dtype.F32, bytes, three);
                System.arraycopy(three, 0, both, at, 3);
                at += 3;
            }
        }
        return both;
    }

    @Test
    void halfPrecisionIsRoundedToNearestAndSaidInTheMetadata() throws Exception {
        for (Dtype dtype : List.of(Dtype.F16, Dtype.BF16)) {
            Path to = folder.resolve(dtype.name());
            extraction(MeanColours.plan(dtype, 100, 0, 1), to).run(SILENT);
            List<ShardReader.Picture> read = ShardReader.read(to);
            for (int i = 0; i < COUNT; i++) {
                float[] exact = expected(i);
                for (int k = 0; k < exact.length; k++) {
                    assertThat(read.get(i).latents()[k]).isEqualTo(FloatRounding.rounded(dtype, exact[k]));
                    assertThat((double) read.get(i).latents()[k])
                            .isCloseTo(exact[k], withPercentage(dtype == Dtype.F16 ? 0.05 : 0.4));
                }
            }
            assertThat(header(to.resolve("latents_rank00_shard000.safetensors")))
                    .contains(dtype == Dtype.F16 ? "torch.float16" : "torch.bfloat16");
            List<float[]> stored = new ArrayList<>();
            read.forEach(picture -> stored.add(picture.latents()));
            ChannelMoments moments = new ChannelMoments(3);
            stored.forEach(moments::add);
            assertThat(statistics(to)[3]).isEqualTo((float) moments.std()[0]);
        }
    }

    @Test
    void theManifestSaysWhatBecameOfEachPicture() throws Exception {
        Files.write(files.get(12), new byte[0]);
        extraction(plan(), out).run(SILENT);
        List<String> lines = Files.readAllLines(out.resolve("manifest.jsonl"));
        assertThat(lines).hasSize(1 + COUNT + 5);
        assertThat(lines.get(0)).contains("\"model\":\"mean\"", "\"preparation\":\"none\"", "\"class0\",\"class1\"");
        assertThat(lines.get(1)).isEqualTo("{\"file\":\"class0/000000.ppm\",\"label\":0,\"shard\":0,\"row\":0}");
        assertThat(lines.get(11)).startsWith("{\"shard\":0,\"pictures\":10,\"rows\":10,\"files\":{\"latents_rank00");
        assertThat(lines.get(14))
                .isEqualTo("{\"file\":\"class0/000012.ppm\",\"label\":0,\"shard\":1,\"error\":\"the file is empty\"}");
        assertThat(lines.get(15)).isEqualTo("{\"file\":\"class0/000013.ppm\",\"label\":0,\"shard\":1,\"row\":2}");
    }
}
