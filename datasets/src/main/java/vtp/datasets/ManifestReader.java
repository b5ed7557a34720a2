package vtp.datasets;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vtp.loader.Json;
import vtp.loader.JsonException;

/**
 * Reads of a manifest what commits its shards. The lines of the pictures are passed over without being parsed, so that
 * a million of them take a second.
 */
final class ManifestReader {
    private static final byte[] COMMIT = ShardRecord.PREFIX.getBytes(StandardCharsets.US_ASCII);
    private static final int CHUNK_BYTES = 1 << 18;

    private final String name;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final List<ShardRecord> records = new ArrayList<>();
    private final List<Long> ends = new ArrayList<>();
    private @Nullable ManifestHeader header;
    private boolean sound = true;

    private ManifestReader(String name) {
        this.name = name;
    }

    /**
     * What a manifest says.
     *
     * @param records of the committed shards, in order
     * @param committedBytes how much of the file counts
     */
    record Content(ManifestHeader header, List<ShardRecord> records, long committedBytes) {
        int failed() {
            return records.stream().mapToInt(ShardRecord::failed).sum();
        }

        long pictures() {
            return records.stream().mapToLong(ShardRecord::pictures).sum();
        }
    }

    /**
     * Reads a manifest.
     *
     * @throws DatasetException if it cannot be read, or is no manifest of an extraction
     */
    static Content read(Path file) throws IOException {
        ManifestReader reader = scan(file);
        ManifestHeader header = reader.requireHeader();
        return new Content(header, List.copyOf(reader.records), reader.ends.get(reader.records.size()));
    }

    /** Where the line ends that commits the last of so many shards. */
    static long committedBytes(Path file, int shards) throws IOException {
        return scan(file).ends.get(shards);
    }

    /**
     * Reads of a shard's lines, without a manifest around them, the one that commits it.
     *
     * @throws DatasetException if there is none
     */
    static ShardRecord lastCommit(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        try {
            return ShardRecord.read(
                    Json.readObject(file.toString(), lines.get(lines.size() - 1).getBytes(StandardCharsets.UTF_8)));
        } catch (JsonException | RuntimeException e) {
            throw new DatasetException(file.toString(), "does not commit a shard", e);
        }
    }

    private ManifestHeader requireHeader() throws DatasetException {
        if (header == null) {
            throw new DatasetException(name, "is no manifest of an extraction; move it, or begin anew with --restart");
        }
        return header;
    }

    private static ManifestReader scan(Path file) throws IOException {
        ManifestReader reader = new ManifestReader(file.toString());
        try (InputStream in = Files.newInputStream(file)) {
            byte[] chunk = new byte[CHUNK_BYTES];
            long before = 0;
            for (int count = in.read(chunk); count >= 0 && reader.sound; count = in.read(chunk)) {
                reader.take(chunk, count, before);
                before += count;
            }
        } catch (IOException e) {
            throw DatasetException.unreadable(file.toString(), e);
        }
        return reader;
    }

    /** Goes through the lines of a piece of the file; what has no end yet is kept. */
    private void take(byte[] chunk, int count, long before) {
        int begin = 0;
        for (int i = 0; i < count && sound; i++) {
            if (chunk[i] == '\n') {
                end(chunk, begin, i - begin, before + i + 1);
                begin = i + 1;
            }
        }
        line.write(chunk, begin, count - begin);
    }

    /** A line is the kept piece and this one. */
    private void end(byte[] chunk, int from, int length, long endBytes) {
        if (line.size() == 0 && header != null && !isCommit(chunk, from, length)) {
            return;
        }
        line.write(chunk, from, length);
        byte[] bytes = line.toByteArray();
        line.reset();
        if (header == null || isCommit(bytes, 0, bytes.length)) {
            parse(bytes, endBytes);
        }
    }

    private static boolean isCommit(byte[] bytes, int from, int length) {
        if (length < COMMIT.length) {
            return false;
        }
        for (int i = 0; i < COMMIT.length; i++) {
            if (bytes[from + i] != COMMIT[i]) {
                return false;
            }
        }
        return true;
    }

    /** A line that is damaged, and all after it, do not count. */
    private void parse(byte[] bytes, long endBytes) {
        try {
            if (header == null) {
                header = ManifestHeader.read(Json.readObject(name, bytes));
            } else {
                ShardRecord record = ShardRecord.read(Json.readObject(name, bytes));
                sound = record.shard() == records.size();
                if (!sound) {
                    return;
                }
                records.add(record);
            }
            ends.add(endBytes);
        } catch (JsonException | RuntimeException e) {
            sound = false;
        }
    }
}
