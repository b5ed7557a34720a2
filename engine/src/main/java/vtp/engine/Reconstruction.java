package vtp.engine;

import vtp.engine.config.FlopCount;
import vtp.engine.config.ModelException;
import vtp.engine.config.VtpConfig;
import vtp.engine.files.ModelSource;
import vtp.engine.image.Comparison;
import vtp.engine.image.Pixels;
import vtp.engine.image.Quality;
import vtp.engine.image.Rgb;
import vtp.engine.image.Rounding;

/**
 * A picture that went through the latents, and what that cost.
 *
 * @param original as the model took it
 * @param picture as it came out
 * @param quality how close it is, measured before it was rounded to 8 bits
 * @since 0.1.0
 */
public record Reconstruction(Rgb original, Rgb picture, Quality quality) {

    /**
     * Encodes and decodes a picture.
     *
     * @param original its sides multiples of the patch size, which must be {@link VtpConfig#UPSCALE}
     * @param rounding how its values become 8 bits
     * @throws IllegalArgumentException if the picture has other sides
     * @throws IllegalStateException if the model has no decoder, or it was not loaded
     */
    public static Reconstruction of(VtpModel model, Rgb original, Rounding rounding) {
        Pixels decoded = model.decode(model.encode(Pixels.normalise(original)));
        Quality quality = Quality.of(original.data(), decoded.toUnitRgb(0), original.height(), original.width());
        return new Reconstruction(original, decoded.toRgb(0, rounding), quality);
    }

    /**
     * Refuses a model whose pictures come out in another size than they went in, and so cannot be compared.
     *
     * @throws ModelException if it is such a model
     */
    public static void requireEqualSides(ModelSource model) throws ModelException {
        int patch = model.config().patchSize();
        if (patch != VtpConfig.UPSCALE && model.config().decoder().isPresent()) {
            throw new ModelException(
                    model.name(),
                    "patches of " + patch + " pixels become " + VtpConfig.UPSCALE
                            + ", so a reconstruction has another size than its picture; use encode and decode");
        }
    }

    /** Floating-point operations that a picture of a size takes, as {@link FlopCount} counts them. */
    public static long operations(VtpConfig config, int height, int width) {
        return FlopCount.encode(config, height, width)
                + FlopCount.decode(config, height / config.patchSize(), width / config.patchSize());
    }

    /** Original, reconstruction and amplified difference, as {@link Comparison} sets them side by side. */
    public Rgb sideBySide() {
        return Comparison.sideBySide(original, picture);
    }
}
