package vtp.datasets;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One shard, made by itself in a folder of its own, by whoever spreads an extraction over machines: its files have the
 * bytes that an {@link Extraction} with the same plan writes. {@link SpreadExtraction} joins shards.
 *
 * @since 0.1.0
 */
public final class SingleShard implements AutoCloseable {
    private final OutputFolder out;
    private final ShardBuilder builder;

    /**
     * Begins a shard.
     *
     * @param folder to write to, which nobody else uses
     * @param plan of a single rank
     * @param shard its number, from 0
     * @throws DatasetException if the folder cannot be written
     */
    public SingleShard(Path folder, ExtractionPlan plan, int shard, List<ShardTensor> tensors) throws IOException {
        out = new OutputFolder(folder, plan.rank(), plan.world());
        out.create(tensors);
        out.createWork();
        builder = new ShardBuilder(out, shard, tensors, plan.dtype());
    }

    /** Adds the next picture. */
    public void add(Outcome outcome) throws IOException {
        @Nullable List<float[]> rows = outcome.rows();
        if (rows == null) {
            builder.addFailure(outcome.item(), String.valueOf(outcome.fault()));
        } else {
            builder.add(outcome.item(), rows);
        }
    }

    /**
     * Writes the shard.
     *
     * @param lines a file to write, with the lines of the manifest that commit the shard
     * @return the files of the shard, relative to its folder; none if all pictures failed
     * @throws DatasetException if the folder cannot be written
     */
    public List<String> write(Path lines) throws IOException {
        ShardRecord record = builder.write();
        try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(lines))) {
            Manifest.write(stream, builder.lines(), record);
        }
        return List.copyOf(record.files().keySet());
    }

    /**
     * Returns the files that a shard had when its lines were written, relative to its folder, and their sizes in bytes.
     *
     * @throws IOException if these are no such lines
     */
    public static Map<String, Long> files(Path lines) throws IOException {
        return ManifestReader.lastCommit(lines).files();
    }

    /** Removes what is not finished. */
    @Override
    public void close() throws IOException {
        builder.close();
        out.deleteWork();
    }
}
