package vtp.evaluation.frechet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import vtp.engine.image.Rgb;
import vtp.evaluation.EvaluationException;
import vtp.evaluation.network.Inception;
import vtp.evaluation.network.InceptionFeatures;
import vtp.evaluation.network.InceptionInput;

/**
 * Sends the pictures of a set through Inception, a few at a time.
 *
 * @param inception the network; remains the caller's
 * @param input how pictures are prepared for it
 * @param keepFeatures whether features are kept, 8 KB a picture, for precision and recall
 * @since 0.1.0
 */
public record PictureMeasure(Inception inception, InceptionInput input, boolean keepFeatures) {
    private static final int BATCH = 16;

    /**
     * Measures a set.
     *
     * @param done is told how many pictures have been measured since it was told last
     * @throws EvaluationException if there are fewer than two pictures, or features are not finite
     * @throws IOException if the source cannot be read
     */
    public PictureSet measure(PictureSource source, IntConsumer done) throws IOException {
        FeatureMoments pooled = new FeatureMoments(Inception.POOLED);
        FeatureMoments spatial = new FeatureMoments(Inception.SPATIAL);
        InceptionScore score = new InceptionScore(Inception.CLASSES, InceptionScore.GROUP);
        List<float[]> kept = new ArrayList<>();
        for (List<Rgb> batch = source.next(BATCH); !batch.isEmpty(); batch = source.next(BATCH)) {
            InceptionFeatures features = inception.features(batch, input);
            try {
                pooled.add(features.pooled());
                spatial.add(features.spatial());
            } catch (IllegalArgumentException e) {
                throw new EvaluationException(
                        source.name(), e.getMessage() + ": Inception's weights are damaged, or of another network");
            }
            score.add(features.logits());
            if (keepFeatures) {
                kept.add(features.pooled());
            }
            done.accept(batch.size());
        }
        if (pooled.count() < 2) {
            throw new EvaluationException(
                    source.name(),
                    "has " + (pooled.count() == 0 ? "no picture" : "one picture")
                            + " that can be used; a covariance needs two, and a number to compare 50,000");
        }
        StatisticsFile statistics = new StatisticsFile(pooled.statistics(), spatial.statistics(), input);
        return new PictureSet(source.name(), statistics, score.value(), keepFeatures ? joined(kept) : null);
    }

    private static float[] joined(List<float[]> portions) {
        int length = 0;
        for (float[] portion : portions) {
            length = Math.addExact(length, portion.length);
        }
        float[] all = new float[length];
        int at = 0;
        for (float[] portion : portions) {
            System.arraycopy(portion, 0, all, at, portion.length);
            at += portion.length;
        }
        return all;
    }
}
