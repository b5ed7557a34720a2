package vtp.datasets;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an extraction has beside its shards, for whoever spreads those over machines, each a {@link SingleShard}: the
 * order of the pictures, the beginning of the manifest, and at the end all of it, with the statistics. All files have
 * the bytes that an {@link Extraction} with the same plan writes.
 *
 * @since 0.1.0
 */
public final class SpreadExtraction {
    /** The file of the manifest. */
    public static final String MANIFEST = OutputFolder.MANIFEST_OF_ONE;

    /** The file that lists the pictures, if they are files of folders. */
    public static final String PICTURES = OutputFolder.PICTURES;

    /** The file of the statistics, if there are latents. */
    public static final String STATISTICS = OutputFolder.STATISTICS;

    private final Dataset dataset;
    private final ExtractionPlan plan;
    private final OutputFolder folder;
    private final String name;

    /**
     * An extraction.
     *
     * @param plan of a single rank
     * @param folder where its files lie meanwhile: the manifest and the list of the pictures, if it has been begun
     * @param name what messages call it
     */
    public SpreadExtraction(Dataset dataset, ExtractionPlan plan, Path folder, String name) {
        this.dataset = dataset;
        this.plan = plan;
        this.folder = new OutputFolder(folder, plan.rank(), plan.world());
        this.name = name;
    }

    /**
     * What is to be extracted.
     *
     * @param pictures in their order: those there were when it began
     * @param shards how many they make
     */
    public record Begun(Dataset pictures, Survey survey, int shards) {}

    /**
     * Begins, or goes on with what is in the folder.
     *
     * @throws DatasetException if the data set cannot be read, or something else was begun there
     */
    public Begun begin() throws IOException {
        boolean first = Files.notExists(folder.manifest());
        PictureList.Begun begun = PictureList.begun(folder.pictures(), dataset, Survey.of(dataset), first);
        ManifestHeader header = ManifestHeader.of(plan, begun.survey());
        if (first) {
            Manifest.create(folder.manifest(), header);
        } else {
            ManifestReader.read(folder.manifest()).header().requireSame(header, name);
        }
        return new Begun(begun.pictures(), begun.survey(), header.shards());
    }

    /**
     * Returns the files of the shards that the manifest in the folder names, relative to it, and their sizes in bytes.
     *
     * @throws DatasetException if there is no manifest
     */
    public Map<String, Long> files() throws IOException {
        Map<String, Long> files = new TreeMap<>();
        ManifestReader.read(folder.manifest()).records().forEach(record -> files.putAll(record.files()));
        return files;
    }

    /**
     * Ends: completes the manifest, and writes the statistics if there are latents.
     *
     * @param lines those of all shards, in their order
     * @return what there is in all
     * @throws DatasetException if a shard is missing, or a channel is the same everywhere
     */
    public Extraction.Summary finish(List<Path> lines) throws IOException {
        try (OutputStream manifest =
                new BufferedOutputStream(Files.newOutputStream(folder.manifest(), StandardOpenOption.APPEND))) {
            for (Path shard : lines) {
                Files.copy(shard, manifest);
            }
        }
        ManifestReader.Content all =
                ExtractedRanks.finished(List.of(folder.manifest())).get(0);
        if (LatentsStatistics.isIn(all.records())) {
            LatentsStatistics.merge(all.records()).write(folder.statistics(), name);
        }
        return new Extraction.Summary(all.pictures(), all.failed(), 0);
    }
}
