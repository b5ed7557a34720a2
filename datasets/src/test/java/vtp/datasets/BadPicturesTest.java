package vtp.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vtp.loader.Dtype;

/** Data sets in which some pictures are bad: the others do not move. */
class BadPicturesTest {
    private static final int COUNT = 600;

    @TempDir
    private Path folder;

    /** What a bad picture may be. */
    private enum Fault {
        TRUNCATED("PNM"),
        EMPTY("the file is empty"),
        TEXT("not a picture"),
        FOLDER("is a folder, not a picture"),
        DANGLING("is a link to a file that does not exist"),
        MISSING("no such file"),
        HUGE("60000");

        final String said;

        Fault(String said) {
            this.said = said;
        }

        void make(Path file) throws IOException {
            Files.delete(file);
            switch (this) {
                case TRUNCATED -> Files.write(file, Arrays.copyOf(Trees.picture(1), 14));
                case EMPTY -> Files.createFile(file);
                case TEXT -> Files.writeString(file, "no picture at all, but some text");
                case FOLDER -> Files.createDirectory(file);
                case DANGLING -> Files.createSymbolicLink(file, Path.of("nowhere.ppm"));
                case HUGE -> Files.write(file, "P6 60000 60000 255\n".getBytes(StandardCharsets.US_ASCII));
                case MISSING -> {}
            }
        }
    }

    @Test
    void oneInAHundredIsNamedAndLabelsAndOrderStay() throws Exception {
        Random random = new Random(17);
        List<Path> files = Trees.classes(folder.resolve("pictures"), COUNT);
        Path list = folder.resolve("list.tsv");
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            lines.add(files.get(i) + "\t" + (i % 10));
        }
        Files.write(list, lines);
        Map<Integer, Fault> faults = new TreeMap<>();
        for (Fault fault : Fault.values()) {
            faults.put(random.nextInt(COUNT), fault);
        }
        for (Map.Entry<Integer, Fault> fault : faults.entrySet()) {
            fault.getValue().make(files.get(fault.getKey()));
        }
        Map<String, String> errors = new TreeMap<>();
        ExtractionListener listener = new ExtractionListener() {
            @Override
            public void failed(Item item, String why) {
                errors.put(item.name(), why);
            }
        };
        ExtractionPlan plan = MeanColours.plan(Dtype.F32, 64, 0, 1);
        Path out = folder.resolve("out");
        Extraction.Summary summary = new Extraction(new ListFile(list), new MeanColours(), plan, out).run(listener);

        assertThat(summary.failed()).isEqualTo(faults.size());
        faults.forEach((i, fault) -> assertThat(errors.get(files.get(i).toString()))
                .contains(fault.said)
                .doesNotContain("\n", files.get(i).toString()));
        List<ShardReader.Picture> read = ShardReader.read(out);
        Path perfect = folder.resolve("perfect");
        new Extraction(new ListFile(goodOnes(lines, faults)), new MeanColours(), plan, perfect).run(listener);
        List<ShardReader.Picture> expected = ShardReader.read(perfect);
        assertThat(read).hasSameSizeAs(expected);
        for (int i = 0; i < read.size(); i++) {
            assertThat(read.get(i).label()).isEqualTo(expected.get(i).label());
            assertThat(read.get(i).latents()).isEqualTo(expected.get(i).latents());
        }
    }

    private Path goodOnes(List<String> lines, Map<Integer, Fault> faults) throws IOException {
        List<String> good = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!faults.containsKey(i)) {
                good.add(lines.get(i));
            }
        }
        return Files.write(folder.resolve("good.tsv"), good);
    }

    @Test
    void aShardWithoutASoundPictureHasNoFile() throws Exception {
        Path pictures = folder.resolve("pictures");
        List<Path> files = Trees.classes(pictures, 9);
        for (int i = 3; i < 6; i++) {
            Files.write(files.get(i), new byte[0]);
        }
        Path out = folder.resolve("out");
        ExtractionPlan plan = MeanColours.plan(Dtype.F32, 3, 0, 1);
        Extraction extraction = new Extraction(new ClassFolder(pictures, false), new MeanColours(), plan, out);
        assertThat(extraction.run(new ExtractionListener() {})).isEqualTo(new Extraction.Summary(9, 3, 0));
        assertThat(out.resolve("latents_rank00_shard001.safetensors")).doesNotExist();
        assertThat(ShardReader.read(out)).hasSize(6);
        assertThat(extraction.run(new ExtractionListener() {})).isEqualTo(new Extraction.Summary(9, 3, 9));
    }

    @Test
    void strictStopsAtTheFirstAndKeepsFinishedShards() throws Exception {
        Path pictures = folder.resolve("pictures");
        List<Path> files = Trees.classes(pictures, 30);
        Files.write(files.get(15), new byte[0]);
        Path out = folder.resolve("out");
        ExtractionPlan plan = MeanColours.plan(Dtype.F32, 6, 0, 1);
        Extraction extraction =
                new Extraction(new ClassFolder(pictures, false), new MeanColours(), plan, out).strict(true);
        assertThatThrownBy(() -> extraction.run(new ExtractionListener() {}))
                .isInstanceOf(DatasetException.class)
                .hasMessage("class1/000015.ppm: the file is empty");
        assertThat(ShardReader.read(out)).hasSize(12);
        assertThat(out.resolve(".rank00")).doesNotExist();
        Files.write(files.get(15), Trees.picture(15));
        assertThat(extraction.run(new ExtractionListener() {})).isEqualTo(new Extraction.Summary(30, 0, 12));
    }

    @Test
    void numbersTooLargeForTheTypeAreTheirPicturesFault() {
        assertThat(ShardElements.fit(Dtype.F16, new float[] {65504, -1})).isTrue();
        assertThat(ShardElements.fit(Dtype.F16, new float[] {1, -65520})).isFalse();
        assertThat(ShardElements.fit(Dtype.BF16, new float[] {65520, Float.MAX_VALUE}))
                .isFalse();
        assertThat(ShardElements.fit(Dtype.BF16, new float[] {65520, 1e38f})).isTrue();
    }
}
