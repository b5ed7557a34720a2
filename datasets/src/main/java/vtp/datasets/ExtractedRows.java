package vtp.datasets;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vtp.loader.Checkpoint;
import vtp.loader.FloatReader;
import vtp.loader.Json;
import vtp.loader.TensorInfo;

/**
 * The rows of one tensor that a finished extraction has written, all its pictures in one rank, in the order of the data
 * set. Rows are read when they are asked for; labels alone are held. Any thread may call it.
 *
 * @since 0.1.0
 */
public final class ExtractedRows implements AutoCloseable {
    private final Path manifest;
    private final ManifestReader.Content content;
    private final List<Checkpoint> shards;
    private final List<FloatReader> readers;
    /** The first row of each shard. */
    private final long[] firsts;

    private final long[] labels;
    private final int length;

    private ExtractedRows(
            Path manifest,
            ManifestReader.Content content,
            List<Checkpoint> shards,
            List<FloatReader> readers,
            long[] firsts,
            long[] labels,
            int length) {
        this.manifest = manifest;
        this.content = content;
        this.shards = shards;
        this.readers = readers;
        this.firsts = firsts;
        this.labels = labels;
        this.length = length;
    }

    /** Is shown all pictures of the data set, in its order. */
    public interface Visitor {
        /** A picture that has a row. */
        void row(String name, long label, float[] row) throws IOException;

        /** A picture that failed, and why. */
        default void failed(String name, long label, String why) throws IOException {}
    }

    /**
     * Opens what an extraction to a folder has made.
     *
     * @param tensor one of those that its encoder named
     * @throws DatasetException if the extraction has not ended, or is of several ranks
     * @throws vtp.loader.LoaderException if a shard is damaged
     */
    public static ExtractedRows open(Path folder, ShardTensor tensor) throws IOException {
        Path manifest = new OutputFolder(folder, 0, 1).manifest();
        if (Files.notExists(manifest)) {
            throw new DatasetException(folder.toString(), "holds no extraction of one rank");
        }
        ManifestReader.Content content =
                ExtractedRanks.finished(List.of(manifest)).get(0);
        List<Checkpoint> shards = new ArrayList<>();
        try {
            return open(folder, tensor, manifest, content, shards);
        } catch (Throwable e) {
            close(shards);
            throw e;
        }
    }

    private static ExtractedRows open(
            Path folder, ShardTensor tensor, Path manifest, ManifestReader.Content content, List<Checkpoint> shards)
            throws IOException {
        OutputFolder files = new OutputFolder(folder, 0, 1);
        List<FloatReader> readers = new ArrayList<>();
        List<ShardRecord> filled =
                content.records().stream().filter(record -> record.rows() > 0).toList();
        long[] firsts = new long[filled.size()];
        long[] labels = new long[filled.stream().mapToInt(ShardRecord::rows).reduce(0, Math::addExact)];
        int rows = 0;
        for (ShardRecord record : filled) {
            Checkpoint shard = Checkpoint.open(folder.resolve(files.shard(tensor.folder(), record.shard())));
            shards.add(shard);
            TensorInfo info = shard.require(tensor.name());
            List<Long> shape = new ArrayList<>(tensor.shape());
            shape.add(0, (long) record.rows());
            if (!info.shape().equals(shape)) {
                throw new DatasetException(
                        shard.name(), tensor.name() + " has the shape " + info.shape() + ", not " + shape);
            }
            readers.add(FloatReader.of(shard, info));
            long[] ofShard = new long[record.rows()];
            FloatReader.of(shard, shard.require("labels")).longs(0, ofShard);
            System.arraycopy(ofShard, 0, labels, rows, ofShard.length);
            firsts[shards.size() - 1] = rows;
            rows += ofShard.length;
        }
        return new ExtractedRows(manifest, content, shards, readers, firsts, labels, tensor.length());
    }

    /** Returns the names of the classes; empty if the data set does not say. */
    public List<String> classNames() {
        return content.header().classNames();
    }

    /** Returns what the extraction was made with, by name: the model's sha256, the preparation and so on. */
    public Map<String, String> settings() {
        return content.header().settings();
    }

    /** Returns how many rows there are. */
    public int count() {
        return labels.length;
    }

    /** Returns how many pictures failed. */
    public int failed() {
        return content.failed();
    }

    /** Returns how many numbers a row has. */
    public int length() {
        return length;
    }

    /** Returns the number of a row's class. */
    public long label(int row) {
        return labels[row];
    }

    /**
     * Reads a part of a row.
     *
     * @param from the first number to read
     * @param into gets {@code count} numbers from index {@code at} on
     * @throws IndexOutOfBoundsException if there is no such row, or it has not so many numbers
     * @throws IOException if its shard cannot be read
     */
    public void read(int row, int from, float[] into, int at, int count) throws IOException {
        Objects.checkFromIndexSize(from, count, length);
        Objects.checkIndex(row, labels.length);
        int found = Arrays.binarySearch(firsts, row);
        int shard = found >= 0 ? found : -found - 2;
        readers.get(shard).floats((row - firsts[shard]) * length + from, into, at, count);
    }

    /**
     * Shows all pictures of the data set, in its order.
     *
     * @throws IOException if the manifest or a shard cannot be read, or what the visitor throws
     */
    public void visit(Visitor visitor) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(manifest)) {
            int row = 0;
            lines.readLine(); // what the extraction is
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(ShardRecord.PREFIX)) {
                    continue;
                }
                Map<String, @Nullable Object> json =
                        Json.readObject(manifest.toString(), line.getBytes(StandardCharsets.UTF_8));
                String name = String.valueOf(json.get("file"));
                long label = json.get("label") instanceof Long number ? number : 0;
                Object error = json.get("error");
                if (error != null) {
                    visitor.failed(name, label, error.toString());
                } else {
                    float[] values = new float[length];
                    read(row, 0, values, 0, length);
                    visitor.row(name, label, values);
                    row++;
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        close(shards);
    }

    private static void close(List<Checkpoint> shards) throws IOException {
        for (Checkpoint shard : shards) {
            shard.close();
        }
    }
}
