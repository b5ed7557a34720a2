package vtp.datasets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vtp.engine.image.PictureReader;

/**
 * Turns a data set into shards.
 *
 * <p>A shard is made of so many pictures that follow each other in this rank's part of the data set; those that fail
 * have no row, and move no other picture to another shard. When a run ends, however it ends, the next one with the same
 * plan goes on after the last committed shard, and what there is at the end is the same to the byte as if nothing had
 * happened. It depends neither on the number of threads nor on the memory.
 *
 * @since 0.1.0
 */
public final class Extraction {
    private final Dataset dataset;
    private final PictureEncoder encoder;
    private final ExtractionPlan plan;
    private final OutputFolder out;
    private final List<ShardTensor> tensors;
    private PictureReader reader = new PictureReader();
    private int threads = Runtime.getRuntime().availableProcessors();
    private boolean restart;
    private boolean strict;

    /**
     * An extraction, nothing of which is done yet.
     *
     * @param out the folder to write; several ranks may share it
     */
    public Extraction(Dataset dataset, PictureEncoder encoder, ExtractionPlan plan, Path out) {
        this.dataset = dataset;
        this.encoder = encoder;
        this.plan = plan;
        this.out = new OutputFolder(out, plan.rank(), plan.world());
        this.tensors = encoder.tensors();
    }

    /** Reads pictures with another reader than that of the commands. */
    public Extraction reader(PictureReader other) {
        reader = other;
        return this;
    }

    /** Works on so many pictures at once; as many as there are processors if nothing is said. */
    public Extraction threads(int count) {
        threads = count;
        return this;
    }

    /** Forgets what this rank did before. */
    public Extraction restart(boolean anew) {
        restart = anew;
        return this;
    }

    /** Stops at the first picture that fails. */
    public Extraction strict(boolean stops) {
        strict = stops;
        return this;
    }

    /**
     * What there is at the end.
     *
     * @param pictures of this rank
     * @param failed how many of them have no row
     * @param before how many were done by a run before
     */
    public record Summary(long pictures, long failed, long before) {}

    /**
     * Runs to the end.
     *
     * @throws DatasetException if the data set is malformed, the folder holds something else or another plan's shards
     *     or cannot be written, or, if strict, a picture fails. Shards that are in their places stay
     * @throws InterruptedException if this thread is interrupted; likewise
     */
    public Summary run(ExtractionListener listener) throws IOException, InterruptedException {
        Survey now = Survey.of(dataset);
        out.create(List.of());
        out.requireNothingElse();
        requireManifest();
        PictureList.Begun begun = begun(now);
        try (Manifest manifest = manifest(ManifestHeader.of(plan, begun.survey()))) {
            out.create(tensors); // not before it is known that nothing is refused
            out.createWork();
            try {
                Summary summary = extract(begun.pictures(), begun.survey(), manifest, listener);
                writeStatistics(manifest);
                return summary;
            } finally {
                out.deleteWork();
            }
        }
    }

    /** Refuses shards of which nobody knows what they are. */
    private void requireManifest() throws IOException {
        if (!restart && Files.notExists(out.manifest()) && !out.shards(tensors).isEmpty()) {
            throw new DatasetException(
                    out.root().toString(),
                    "has shards of rank " + plan.rank() + " but no "
                            + out.manifest().getFileName()
                            + " that says what they are; choose another folder, or begin anew with --restart");
        }
    }

    /** Those there were when this, or another rank, began; a data set that is no folder is taken as it is. */
    private PictureList.Begun begun(Survey now) throws IOException {
        List<Path> manifests = OutputFolder.manifests(out.root());
        boolean first = manifests.isEmpty() || (restart && manifests.equals(List.of(out.manifest())));
        return PictureList.begun(out.pictures(), dataset, now, first);
    }

    /** The manifest to go on with: of the shards whose files are there, and no others. */
    private Manifest manifest(ManifestHeader header) throws IOException {
        ExtractedRanks.requireSame(out, header);
        if (restart) {
            Files.deleteIfExists(out.statistics());
            deleteShards(0);
            Files.deleteIfExists(out.manifest());
        }
        if (Files.notExists(out.manifest())) {
            out.createWork();
            Path unfinished = out.work().resolve("manifest");
            Manifest.create(unfinished, header);
            OutputFolder.publish(unfinished, out.manifest());
        }
        Manifest manifest = Manifest.open(out.manifest());
        try {
            manifest.header().requireSame(header, out.manifest().toString());
            manifest.keep(present(manifest.records()));
            deleteShards(manifest.records().size());
            return manifest;
        } catch (Throwable e) {
            manifest.close();
            throw e;
        }
    }

    /** How many shards, from the first, have all their files, in their lengths. */
    private int present(List<ShardRecord> records) throws IOException {
        for (ShardRecord record : records) {
            for (Map.Entry<String, Long> file : record.files().entrySet()) {
                Path path = out.root().resolve(file.getKey());
                if (Files.notExists(path) || Files.size(path) != file.getValue()) {
                    return record.shard();
                }
            }
        }
        return records.size();
    }

    /** Removes the shards of this rank from the given one on. */
    private void deleteShards(int first) throws IOException {
        for (Map.Entry<Path, Integer> shard : out.shards(tensors).entrySet()) {
            if (shard.getValue() >= first) {
                Files.deleteIfExists(shard.getKey());
            }
        }
    }

    private Summary extract(Dataset pictures, Survey survey, Manifest manifest, ExtractionListener listener)
            throws IOException, InterruptedException {
        long total = plan.pictures(survey.count());
        long before =
                manifest.records().stream().mapToLong(ShardRecord::pictures).sum();
        long failed = failed(manifest);
        listener.begins(survey, total, before, failed);
        if (before < total) {
            try (Dataset.Cursor cursor = pictures.open();
                    Pipeline pipeline = new Pipeline(reader, encoder, plan.dtype(), threads)) {
                pipeline.start(cursor, plan.rank(), plan.world(), before);
                fillShards(pipeline, manifest, total, listener);
            }
        }
        return new Summary(total, failed(manifest), before);
    }

    private static long failed(Manifest manifest) {
        return manifest.records().stream().mapToLong(ShardRecord::failed).sum();
    }

    private void fillShards(Pipeline pipeline, Manifest manifest, long total, ExtractionListener listener)
            throws IOException, InterruptedException {
        int shard = manifest.records().size();
        long done = (long) shard * plan.shardSize();
        try (ShardCommits commits = new ShardCommits(manifest, listener)) {
            while (done < total) {
                ShardBuilder builder = new ShardBuilder(out, shard, tensors, plan.dtype());
                try {
                    long end = Math.min(total, done + plan.shardSize());
                    for (; done < end; done++) {
                        add(pipeline.next(), builder, listener);
                        listener.progressed(done + 1);
                    }
                } catch (Throwable e) {
                    builder.close();
                    throw e;
                }
                commits.submit(builder);
                shard++;
            }
            if (pipeline.next() != null) {
                throw changed();
            }
            commits.await();
        }
    }

    private void add(@Nullable Outcome outcome, ShardBuilder builder, ExtractionListener listener) throws IOException {
        if (outcome == null) {
            throw changed();
        }
        List<float[]> rows = outcome.rows();
        String fault = outcome.fault();
        if (rows != null) {
            builder.add(outcome.item(), rows);
        } else {
            listener.failed(outcome.item(), String.valueOf(fault));
            if (strict) {
                throw new DatasetException(outcome.item().name(), String.valueOf(fault));
            }
            builder.addFailure(outcome.item(), String.valueOf(fault));
        }
    }

    private DatasetException changed() {
        return new DatasetException(dataset.name(), "has changed while it was being read; start again");
    }

    /** Of one rank alone; those of several are merged when all have ended. */
    private void writeStatistics(Manifest manifest) throws IOException {
        if (plan.world() == 1 && LatentsStatistics.isIn(manifest.records())) {
            LatentsStatistics statistics = LatentsStatistics.merge(manifest.records());
            Path unfinished = out.work().resolve(OutputFolder.STATISTICS);
            statistics.write(unfinished, out.root().toString());
            OutputFolder.publish(unfinished, out.statistics());
        }
    }
}
