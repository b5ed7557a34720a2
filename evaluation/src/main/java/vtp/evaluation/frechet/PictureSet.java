package vtp.evaluation.frechet;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import vtp.evaluation.network.Inception;
import vtp.evaluation.network.InceptionInput;

/**
 * What was found of the pictures of a set.
 *
 * @param name what messages call it
 * @param statistics of all of them
 * @param score the Inception score, NaN if it was not taken
 * @param features (n, {@value Inception#POOLED}) of those at hand, for precision and recall; null if they were not kept
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PictureSet(String name, StatisticsFile statistics, double score, float @Nullable [] features) {

    /** Reads the statistics of a set whose pictures are not at hand. */
    public static PictureSet ofStatistics(Path file) throws IOException {
        return new PictureSet(file.toString(), StatisticsFile.read(file, Inception.POOLED), Double.NaN, null);
    }

    /** The same set with the statistics of a file: of more pictures than are at hand, as OpenAI has them. */
    public PictureSet withStatistics(StatisticsFile file) {
        return new PictureSet(name, file, score, features);
    }

    /** How many pictures the statistics are of; 0 if that is not known. */
    public long count() {
        return statistics.pooled().count();
    }

    /** How they were prepared, if that is known. */
    public @Nullable InceptionInput input() {
        return statistics.input();
    }
}
