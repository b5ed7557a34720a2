package vtp.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parquet files with any byte changed, and cut anywhere: they are read, or refused in one line. */
class MalformedParquetTest {
    private static final Path FILES = Path.of("../testdata/datasets/parquet");

    /** How many bytes of each file are changed, one after another; {@code -Dvtp.mutations=20000} for more. */
    private static final int MUTATIONS = Integer.getInteger("vtp.mutations", 400);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"train-00000-of-00002", "pages-snappy", "pages-gzip", "pages-v2", "plain"})
    void aDamagedFileIsReadOrRefused(String name) throws IOException {
        byte[] sound = Files.readAllBytes(FILES.resolve(name + ".parquet"));
        Path file = folder.resolve("damaged.parquet");
        Random random = new Random(7);
        List<String> refused = new ArrayList<>();
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] bytes = sound.clone();
            // Most of the numbers are in the footer, at the end.
            int at = i % 2 == 0 ? random.nextInt(bytes.length) : bytes.length - 1 - random.nextInt(bytes.length / 3);
            bytes[at] = i % 4 < 2 ? (byte) random.nextInt() : (byte) (bytes[at] ^ 1 << random.nextInt(8));
            Files.write(file, i % 16 == 5 ? Arrays.copyOf(sound, at) : bytes);
            readAll(file, refused);
        }
        assertThat(refused)
                .hasSizeGreaterThan(MUTATIONS / 10)
                .allSatisfy(
                        message -> assertThat(message).startsWith(file + ": ").doesNotContain("\n", "Exception"));
    }

    private static void readAll(Path file, List<String> refused) throws IOException {
        Dataset dataset = new ParquetRows(file.toString(), List.of(file));
        try (Dataset.Cursor cursor = dataset.open()) {
            for (Item item = cursor.next(); item != null; item = cursor.next()) {
                try {
                    item.content().read();
                } catch (DatasetException e) {
                    refused.add(e.getMessage());
                }
            }
        } catch (DatasetException e) {
            refused.add(e.getMessage());
        }
    }
}
