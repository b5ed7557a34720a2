package vtp.datasets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vtp.loader.Dtype;

class TarSamplesTest {

    @TempDir
    private Path folder;

    private Path tar(String name, Map<String, byte[]> files) throws IOException {
        Path path = folder.resolve(name);
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(path), "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
                entry.setSize(file.getValue().length);
                tar.putArchiveEntry(entry);
                tar.write(file.getValue());
                tar.closeArchiveEntry();
            }
        }
        return path;
    }

    private static byte[] text(String text) {
        return text.getBytes(UTF_8);
    }

    private void writeTwo() throws IOException {
        Map<String, byte[]> first = new LinkedHashMap<>();
        first.put("a/0.cls", text("7\n"));
        first.put("a/0.ppm", Trees.picture(0));
        first.put("a/0.txt", text("a caption"));
        first.put("a/1.seg.PPM", Trees.picture(1));
        first.put("a/1.json", text("{\"label\": 12, \"caption\": \"x\"}"));
        first.put("a/2.txt", text("no picture"));
        first.put("b/" + "long".repeat(60) + ".ppm", Trees.picture(2));
        tar("train-08.tar", first);
        tar("train-09.tar", Map.of());
        tar("train-10.tar", Map.of("3.ppm", Trees.picture(3)));
    }

    @Test
    void filesWithOneNameUpToTheFirstDotAreASample() throws IOException {
        writeTwo();
        Dataset dataset = Datasets.of(List.of(folder + "/train-{08..10}.tar"), null, false);
        assertThat(FolderOrderTest.samples(dataset))
                .containsExactly(
                        List.of("train-08.tar/a/0.ppm", 7L),
                        List.of("train-08.tar/a/1.seg.PPM", 12L),
                        List.of("train-08.tar/b/" + "long".repeat(60) + ".ppm", 0L),
                        List.of("train-10.tar/3.ppm", 0L));
        assertThat(Survey.of(dataset).omissions()).hasToString("1 samples without a picture");
        int number = 0;
        try (Dataset.Cursor cursor = dataset.open()) {
            for (Item item = cursor.next(); item != null; item = cursor.next()) {
                assertThat(item.content().read()).isEqualTo(Trees.picture(number++));
            }
        }
    }

    @Test
    void archivesAreExtractedLikeFolders() throws Exception {
        writeTwo();
        Dataset dataset = Datasets.of(List.of(folder + "/train-{08..10}.tar"), null, false);
        Path out = folder.resolve("out");
        new Extraction(dataset, new MeanColours(), MeanColours.plan(Dtype.F32, 3, 0, 1), out)
                .run(new ExtractionListener() {});
        assertThat(ShardReader.read(out)).extracting(ShardReader.Picture::label).containsExactly(7L, 12L, 0L, 0L);
    }

    @Test
    void rangesAreAsWideAsTheirFirstNumber() throws IOException {
        assertThat(BraceRange.expand("a{8..10}b")).containsExactly("a8b", "a9b", "a10b");
        assertThat(BraceRange.expand("{0..1}/{08..09}")).containsExactly("0/08", "0/09", "1/08", "1/09");
        assertThat(BraceRange.expand("plain")).containsExactly("plain");
        assertThatThrownBy(() -> BraceRange.expand("{5..2}")).hasMessageContaining("ranges run upwards");
    }

    @Test
    void whatIsNoSoundArchiveIsRefused() throws IOException {
        Path bad = tar("bad.tar", Map.of("x.cls", text("cat"), "x.ppm", Trees.picture(0)));
        assertThatThrownBy(() -> walk(bad)).hasMessageContaining("bad.tar/x.cls: is \"cat\"");
        byte[] whole = Files.readAllBytes(tar("whole.tar", Map.of("x.txt", text("y".repeat(4000)))));
        List<String> refused = new ArrayList<>();
        for (int length : new int[] {100, 700, 2000}) {
            Path cut = Files.write(folder.resolve("cut.tar"), Arrays.copyOf(whole, length));
            try {
                walk(cut);
            } catch (DatasetException e) {
                refused.add(e.getMessage());
            }
        }
        assertThat(refused).hasSize(3).allSatisfy(message -> assertThat(message).contains("cut.tar"));
        assertThatThrownBy(() -> Datasets.of(List.of(folder + "/no-{1..2}.tar"), null, false))
                .hasMessageContaining("no-1.tar: no such file");
    }

    private static void walk(Path archive) throws IOException {
        Survey.of(new TarSamples(archive.toString(), List.of(archive)));
    }
}
