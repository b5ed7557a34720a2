package vtp.evaluation.reconstruction;

import java.io.IOException;
import java.nio.file.Path;
import vtp.datasets.ExtractedRows;
import vtp.evaluation.frechet.FeatureMoments;
import vtp.evaluation.frechet.FeatureStatistics;
import vtp.evaluation.frechet.FrechetDistance;

/**
 * The Fréchet distance between a data set and its reconstruction, "rFID", from the features of an extraction.
 *
 * @since 0.1.0
 */
public final class FeatureDistance {
    private FeatureDistance() {}

    /**
     * Takes the distance.
     *
     * @param folder of an extraction with a {@link ReconstructionEncoder} that had a network for features
     * @param length of a picture's features
     * @throws IllegalStateException if there are less than two pictures
     */
    public static double of(Path folder, int length) throws IOException {
        return FrechetDistance.between(statistics(folder, false, length), statistics(folder, true, length));
    }

    private static FeatureStatistics statistics(Path folder, boolean reconstructed, int length) throws IOException {
        FeatureMoments moments = new FeatureMoments(length);
        try (ExtractedRows rows = ExtractedRows.open(folder, ReconstructionEncoder.features(reconstructed, length))) {
            float[] row = new float[length];
            for (int i = 0; i < rows.count(); i++) {
                rows.read(i, 0, row, 0, length);
                moments.add(row);
            }
        }
        return moments.statistics();
    }
}
