package vtp.datasets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import vtp.loader.AtomicFile;
import vtp.loader.Checkpoint;
import vtp.loader.FloatReader;
import vtp.loader.TensorInfo;
import vtp.loader.torch.LatentsStatsFile;

/**
 * Mean and standard deviation of each channel of a data set's latents: over all pictures, rows and columns, not the
 * mirrored ones.
 *
 * @param pictures how many have been counted
 * @param moments of their latents
 * @since 0.1.0
 */
public record LatentsStatistics(long pictures, ChannelMoments moments) {

    /** Whether there are latents to make statistics of. */
    static boolean isIn(Collection<ShardRecord> records) {
        return records.stream().anyMatch(record -> record.moments() != null && record.rows() > 0);
    }

    static LatentsStatistics merge(Collection<ShardRecord> records) {
        long pictures = 0;
        ChannelMoments all = null;
        for (ShardRecord record : records) {
            ChannelMoments part = record.moments();
            if (part != null) {
                pictures += record.rows();
                all = all == null ? new ChannelMoments(part.channels()) : all;
                all.merge(part);
            }
        }
        return new LatentsStatistics(pictures, all == null ? new ChannelMoments(0) : all);
    }

    /**
     * Takes the statistics of a folder that one or several ranks have written: from their manifests, all of which must
     * be there and finished; or, in a folder without a manifest, from the shards themselves.
     *
     * @throws DatasetException if there are none, or something is missing; it names it
     */
    public static LatentsStatistics of(Path folder) throws IOException {
        List<ShardRecord> records = new ArrayList<>();
        List<Path> manifests = OutputFolder.manifests(folder);
        if (manifests.isEmpty()) {
            return ofShards(folder);
        }
        for (ManifestReader.Content content : ExtractedRanks.finished(manifests)) {
            records.addAll(content.records());
        }
        LatentsStatistics statistics = merge(records);
        if (statistics.pictures == 0) {
            throw new DatasetException(folder.toString(), "no latents were extracted to it");
        }
        return statistics;
    }

    private static LatentsStatistics ofShards(Path folder) throws IOException {
        List<Path> shards = OutputFolder.latents(folder);
        if (shards.isEmpty()) {
            throw new DatasetException(folder.toString(), "has neither a manifest nor a shard in it");
        }
        long pictures = 0;
        ChannelMoments all = null;
        for (Path shard : shards) {
            try (Checkpoint checkpoint = Checkpoint.open(shard)) {
                TensorInfo latents = checkpoint.require(ShardTensor.LATENTS);
                List<Long> shape = latents.shape();
                if (shape.size() != 4 || shape.contains(0L)) {
                    throw new DatasetException(
                            shard.toString(), "latents have the shape " + shape + "; (n, C, rows, columns) is needed");
                }
                int channels = Math.toIntExact(shape.get(1));
                all = all == null ? new ChannelMoments(channels) : all;
                if (all.channels() != channels) {
                    throw new DatasetException(
                            shard.toString(), "has " + channels + " channels, and the shards before " + all.channels());
                }
                float[] picture = new float[Math.toIntExact(latents.elementCount() / shape.get(0))];
                FloatReader reader = FloatReader.of(checkpoint, latents);
                for (long i = 0; i < shape.get(0); i++) {
                    reader.floats(i * picture.length, picture);
                    all.add(picture);
                }
                pictures += shape.get(0);
            }
        }
        return new LatentsStatistics(pictures, all == null ? new ChannelMoments(0) : all);
    }

    /**
     * Writes {@code latents_stats.pt} as LightningDiT reads it.
     *
     * @throws DatasetException if a channel has the same value everywhere, so that nothing could be divided by its
     *     deviation
     * @throws vtp.loader.FileAccessException if the file cannot be written
     */
    public void write(Path file) throws IOException {
        write(file, file.toString());
    }

    /** @param where what the message says */
    void write(Path file, String where) throws IOException {
        double[] std = moments.std();
        for (int c = 0; c < std.length; c++) {
            if (!((float) std[c] > 0)) {
                throw new DatasetException(
                        where,
                        "no statistics are written: channel " + c + " of the latents is the same everywhere (standard"
                                + " deviation " + std[c] + ")");
            }
        }
        LatentsStatsFile.write(AtomicFile.open(file, AtomicFile.Existing.REPLACE), floats(moments.mean()), floats(std));
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
