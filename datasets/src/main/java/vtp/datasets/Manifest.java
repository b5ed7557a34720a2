package vtp.datasets;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vtp.loader.AtomicFile;

/**
 * A manifest that is being written: JSON Lines. The first line says what the extraction is; then for each shard a line
 * for each picture, and one that commits the shard.
 *
 * <p>What is after the last commit does not count, and is cut off by whoever goes on. A shard's files are in their
 * places before its lines are written: a run that ends between the two makes them again, with the same bytes.
 */
final class Manifest implements AutoCloseable {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path file;
    private final FileChannel channel;
    private final ManifestHeader header;
    private final List<ShardRecord> records;
    private long committedBytes;

    private Manifest(Path file, FileChannel channel, ManifestReader.Content content) {
        this.file = file;
        this.channel = channel;
        this.header = content.header();
        this.records = new ArrayList<>(content.records());
        this.committedBytes = content.committedBytes();
    }

    /** Writes a manifest that has no shard yet. */
    static void create(Path file, ManifestHeader header) throws IOException {
        try (AtomicFile atomic = AtomicFile.open(file, AtomicFile.Existing.KEEP)) {
            try (JsonGenerator json = generator(atomic.stream())) {
                header.write(json);
            }
            atomic.stream().write('\n');
            atomic.commit();
        }
    }

    /**
     * Opens a manifest to go on with it, and cuts off what is not committed. No other process can until it is closed.
     *
     * @throws DatasetException if it is none, or another process writes it
     */
    static Manifest open(Path file) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw DatasetException.unwritable(file.toString(), e);
        }
        try {
            lock(file, channel);
            Manifest manifest = new Manifest(file, channel, ManifestReader.read(file));
            manifest.cut();
            return manifest;
        } catch (Throwable e) {
            channel.close();
            throw e;
        }
    }

    private static void lock(Path file, FileChannel channel) throws IOException {
        @Nullable FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        } catch (IOException noLocks) {
            return; // Some network file systems have none; then it is for the user to start one process a rank.
        }
        if (lock == null) {
            throw new DatasetException(
                    file.toString(), "another process is extracting to this folder with the same rank");
        }
    }

    private static JsonGenerator generator(OutputStream stream) throws IOException {
        return JSON.createGenerator(stream).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    }

    ManifestHeader header() {
        return header;
    }

    /** The committed shards, in order. */
    List<ShardRecord> records() {
        return records;
    }

    /** Takes back all shards but the first so many. */
    void keep(int shards) throws IOException {
        if (shards < records.size()) {
            committedBytes = ManifestReader.committedBytes(file, shards);
            records.subList(shards, records.size()).clear();
            cut();
        }
    }

    /** What became of one picture. */
    record Line(String name, long label, int row, @Nullable String error) {}

    /** Commits a shard. If that fails, the manifest is as it was. */
    void commit(List<Line> lines, ShardRecord record) throws IOException {
        try {
            OutputStream stream = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
            write(stream, lines, record);
            stream.flush();
            channel.force(true);
            committedBytes = channel.position();
            records.add(record);
        } catch (IOException e) {
            cut();
            throw DatasetException.unwritable(file.toString(), e);
        }
    }

    /** Writes the lines of a shard, the last of which commits it. */
    static void write(OutputStream stream, List<Line> lines, ShardRecord record) throws IOException {
        try (JsonGenerator json = generator(stream).setRootValueSeparator(null)) {
            for (Line line : lines) {
                write(json, line, record.shard());
            }
            record.write(json);
            json.writeRaw('\n');
        }
    }

    private static void write(JsonGenerator json, Line line, int shard) throws IOException {
        json.writeStartObject();
        json.writeStringField("file", line.name);
        json.writeNumberField("label", line.label);
        json.writeNumberField("shard", shard);
        if (line.error == null) {
            json.writeNumberField("row", line.row);
        } else {
            json.writeStringField("error", line.error);
        }
        json.writeEndObject();
        json.writeRaw('\n');
    }

    private void cut() throws IOException {
        channel.truncate(committedBytes);
        channel.position(committedBytes);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
