package vtp.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import vtp.loader.Dtype;

/** Pictures that go, are damaged or come while others are being extracted: each fails alone, and no other moves. */
class MeanwhileTest {
    private static final int COUNT = 60;

    @TempDir
    private Path folder;

    private Path pictures;
    private Path out;
    private List<Path> files = List.of();
    private List<ShardReader.Picture> undisturbed = List.of();

    @BeforeEach
    void extractOnce() throws Exception {
        pictures = folder.resolve("pictures");
        out = folder.resolve("out");
        files = Trees.classes(pictures, COUNT);
        run(new ClassFolder(pictures, false), folder.resolve("reference"), new ExtractionListener() {});
        undisturbed = ShardReader.read(folder.resolve("reference"));
    }

    private static Extraction.Summary run(Dataset dataset, Path to, ExtractionListener listener) throws Exception {
        ExtractionPlan plan = MeanColours.plan(Dtype.F32, 7, 0, 1);
        return new Extraction(dataset, new MeanColours(), plan, to).threads(2).run(listener);
    }

    /** Does what is said as soon as the pictures have been counted, and notes what there was to count. */
    private static final class Saboteur implements ExtractionListener {
        private final Sabotage sabotage;
        private long gone;

        Saboteur(Sabotage sabotage) {
            this.sabotage = sabotage;
        }

        @Override
        public void begins(Survey survey, long total, long done, long failed) {
            gone = survey.gone();
            try {
                sabotage.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @FunctionalInterface
    private interface Sabotage {
        void run() throws IOException;
    }

    /** Errors by the picture's number, of which its name consists. */
    private Map<Integer, String> errors() throws IOException {
        Map<Integer, String> errors = new TreeMap<>();
        for (String line : Files.readAllLines(out.resolve("manifest.jsonl"))) {
            if (line.contains("\"error\"")) {
                int at = line.indexOf(".ppm");
                errors.put(Integer.parseInt(line.substring(at - 6, at)), line);
            }
        }
        return errors;
    }

    private void requireAllBut(Integer... failed) throws IOException {
        assertThat(errors()).containsOnlyKeys(failed);
        List<ShardReader.Picture> there = ShardReader.read(out);
        int row = 0;
        for (int i = 0; i < COUNT; i++) {
            if (!List.of(failed).contains(i)) {
                assertThat(there.get(row).label()).isEqualTo(undisturbed.get(i).label());
                assertThat(there.get(row++).latents())
                        .isEqualTo(undisturbed.get(i).latents());
            }
        }
        assertThat(there).hasSize(row);
    }

    private void sabotage() throws IOException {
        Files.delete(files.get(0));
        Files.delete(files.get(50));
        Files.write(files.get(51), new byte[] {'P', '6'});
        Files.write(files.get(51).resolveSibling("000050a.ppm"), Trees.picture(1));
    }

    @Test
    void inAFolderOfClasses() throws Exception {
        assertThat(run(new ClassFolder(pictures, false), out, new Saboteur(this::sabotage)))
                .isEqualTo(new Extraction.Summary(COUNT, 3, 0));
        requireAllBut(0, 50, 51);
        assertThat(errors().get(50)).contains("no such file");
    }

    @Test
    void inAList() throws Exception {
        Path list = folder.resolve("list.tsv");
        Files.write(
                list,
                files.stream()
                        .map(file -> file + "\t" + file.getParent().toString().replaceAll(".*class", ""))
                        .toList());
        run(new ListFile(list), out, new Saboteur(this::sabotage));
        requireAllBut(0, 50, 51);
    }

    /** A run that ends at its fourth shard, pictures that go then, and the same command. */
    @Test
    void betweenARunThatWasInterruptedAndTheNext() throws Exception {
        ExtractionListener interrupted = new ExtractionListener() {
            @Override
            public void committed(int shard, int rows) {
                if (shard == 3) {
                    throw new IllegalStateException("interrupted");
                }
            }
        };
        Dataset dataset = new ClassFolder(pictures, false);
        try {
            run(dataset, out, interrupted);
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("interrupted");
        }
        Files.delete(files.get(5)); // which is done
        Files.delete(files.get(40));
        Files.delete(files.get(59));
        Saboteur second = new Saboteur(() -> Files.delete(files.get(45)));
        assertThat(run(dataset, out, second).failed()).isEqualTo(3);
        assertThat(second.gone).isEqualTo(3);
        requireAllBut(40, 45, 59);
        Map<String, String> contents = Trees.contents(out);
        assertThat(run(dataset, out, new Saboteur(() -> {}))).isEqualTo(new Extraction.Summary(COUNT, 3, COUNT));
        assertThat(Trees.contents(out)).isEqualTo(contents);
    }

    /** The second rank begins when pictures have gone that the first one counted. */
    @Test
    void betweenTheBeginningsOfTwoRanks() throws Exception {
        Dataset dataset =
                new Concatenation(List.of(new ClassFolder(pictures, false), new ClassFolder(pictures, false)));
        List<Extraction.Summary> summaries = new ArrayList<>();
        for (int rank = 0; rank < 2; rank++) {
            summaries.add(new Extraction(dataset, new MeanColours(), MeanColours.plan(Dtype.F32, 7, rank, 2), out)
                    .run(new ExtractionListener() {}));
            Files.deleteIfExists(files.get(5));
        }
        assertThat(summaries).containsExactly(new Extraction.Summary(COUNT, 0, 0), new Extraction.Summary(COUNT, 2, 0));
        List<ShardReader.Picture> there = ShardReader.read(out);
        assertThat(there).hasSize(2 * COUNT - 2);
        assertThat(there.get(2).latents()).isEqualTo(undisturbed.get(4).latents());
        assertThat(there.get(COUNT + 2).latents()).isEqualTo(undisturbed.get(7).latents());
    }

    @Test
    void aDamagedListIsSaid() throws Exception {
        Dataset dataset = new ClassFolder(pictures, false);
        run(dataset, out, new ExtractionListener() {});
        byte[] list = Files.readAllBytes(out.resolve("pictures.gz"));
        Files.write(out.resolve("pictures.gz"), Arrays.copyOf(list, list.length / 2));
        assertThatThrownBy(() -> run(dataset, out, new ExtractionListener() {}))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("pictures.gz: cannot be read");
    }
}
