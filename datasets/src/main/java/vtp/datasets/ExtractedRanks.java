package vtp.datasets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The manifests of the ranks that share a folder. */
final class ExtractedRanks {
    private ExtractedRanks() {}

    /** Refuses to add a rank to those of another extraction. */
    static void requireSame(OutputFolder out, ManifestHeader header) throws IOException {
        for (Path other : OutputFolder.manifests(out.root())) {
            if (!other.equals(out.manifest())) {
                ManifestReader.read(other).header().requireSame(header, other.toString());
            }
        }
    }

    /**
     * Reads the manifests of all ranks, in their order.
     *
     * @throws DatasetException if one is missing, has not ended, or is of another extraction
     */
    static List<ManifestReader.Content> finished(List<Path> manifests) throws IOException {
        List<ManifestReader.Content> ranks = new ArrayList<>();
        for (Path manifest : manifests) {
            ManifestReader.Content content = ManifestReader.read(manifest);
            ManifestHeader header = content.header();
            if (!ranks.isEmpty()) {
                ranks.get(0).header().requireSame(header, manifests.get(0).toString());
            }
            if (header.rank() != ranks.size()) {
                throw new DatasetException(
                        manifest.toString(),
                        "is of rank " + header.rank() + ", and rank " + ranks.size() + " is missing");
            }
            if (content.records().size() < header.shards()) {
                throw new DatasetException(
                        manifest.toString(),
                        "is not finished: " + content.records().size() + " of " + header.shards()
                                + " shards; run its extraction again");
            }
            ranks.add(content);
        }
        int world = ranks.get(0).header().world();
        if (ranks.size() < world) {
            throw new DatasetException(
                    manifests.get(0).toString(), "rank " + ranks.size() + " of " + world + " is missing");
        }
        return ranks;
    }
}
