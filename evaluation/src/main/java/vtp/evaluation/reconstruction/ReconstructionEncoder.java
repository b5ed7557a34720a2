package vtp.evaluation.reconstruction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vtp.datasets.PictureEncoder;
import vtp.datasets.ShardTensor;
import vtp.engine.VtpModel;
import vtp.engine.image.Pixels;
import vtp.engine.image.Preparation;
import vtp.engine.image.Rgb;
import vtp.engine.image.Rounding;

/**
 * Reconstructs pictures and measures what is lost: a row of measures for each, and, if a network for it is given,
 * features of the picture and of its reconstruction, for the distance between the two sets. No picture is written.
 *
 * <p>Best with networks that are loaded for one thread a call: many pictures are measured at once.
 *
 * @since 0.1.0
 */
public final class ReconstructionEncoder implements PictureEncoder {
    private static final String FOLDER = "reconstruction";

    private final VtpModel model;
    private final @Nullable PerceptualDistance distance;
    private final @Nullable PictureFeatures features;
    private final boolean exactReference;

    /**
     * An encoder.
     *
     * @param model with trunk and decoder
     * @param distance measured too, if there is one
     * @param features computed too, if there is a network for them
     * @param exactReference whether the features of the picture are those of its own 8-bit values; if not, they are
     *     normalised, brought back and truncated like those of the reconstruction, as the reference does: 224 of the
     *     768 levels of the three channels become one lower
     */
    public ReconstructionEncoder(
            VtpModel model,
            @Nullable PerceptualDistance distance,
            @Nullable PictureFeatures features,
            boolean exactReference) {
        this.model = model;
        this.distance = distance;
        this.features = features;
        this.exactReference = exactReference;
    }

    /** How unlike two pictures are to a network. */
    @FunctionalInterface
    public interface PerceptualDistance {
        /**
         * Compares two pictures.
         *
         * @param a height × width × 3 values from 0 to 1, row by row
         * @param b likewise
         */
        double between(float[] a, float[] b, int height, int width);
    }

    /** What a network sees in a picture. */
    public interface PictureFeatures {
        /** Returns how many numbers they are. */
        int length();

        /** Computes them. */
        float[] of(Rgb picture);
    }

    /** The tensor of the measures: mse, l1, ssim, interior ssim, and the distance of a network if one is given. */
    static ShardTensor measures(boolean distance) {
        return new ShardTensor(FOLDER, "measures", List.of(distance ? 5L : 4L));
    }

    /** The tensor of the features of the pictures, or of their reconstructions. */
    static ShardTensor features(boolean reconstructed, long length) {
        return new ShardTensor(FOLDER, reconstructed ? "reconstructed" : "reference", List.of(length));
    }

    @Override
    public List<ShardTensor> tensors() {
        List<ShardTensor> tensors = new ArrayList<>();
        tensors.add(measures(distance != null));
        if (features != null) {
            tensors.add(features(false, features.length()));
            tensors.add(features(true, features.length()));
        }
        return tensors;
    }

    /** Returns a picture as the model takes it. */
    public Rgb prepare(Rgb picture) {
        return Preparation.CROP.apply(
                picture, model.config().imageSize(), model.config().patchSize());
    }

    @Override
    public float[][] encode(Rgb picture) {
        Rgb prepared = prepare(picture);
        Pixels pixels = Pixels.normalise(prepared);
        Pixels decoded = model.decode(model.encode(pixels));
        float[] original = pixels.toUnitRgb(0);
        float[] again = decoded.toUnitRgb(0);
        int height = prepared.height();
        int width = prepared.width();
        Likeness likeness = Likeness.of(prepared.data(), original, again, height, width);
        List<float[]> rows = new ArrayList<>();
        float[] measures = {
            (float) likeness.mse(), (float) likeness.l1(), (float) likeness.ssim(), (float) likeness.ssimInterior()
        };
        if (distance != null) {
            measures = Arrays.copyOf(measures, measures.length + 1);
            measures[measures.length - 1] = (float) distance.between(original, again, height, width);
        }
        rows.add(measures);
        if (features != null) {
            rows.add(features.of(exactReference ? prepared : pixels.toRgb(0, Rounding.TRUNC)));
            rows.add(features.of(decoded.toRgb(0, Rounding.TRUNC)));
        }
        return rows.toArray(float[][]::new);
    }
}
