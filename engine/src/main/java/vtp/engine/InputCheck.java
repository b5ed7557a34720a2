package vtp.engine;

import vtp.engine.config.VtpConfig;
import vtp.engine.image.Pixels;
import vtp.engine.tensor.FiniteCheck;
import vtp.engine.tensor.Latents;

/** Refuses inputs that a model cannot take: of the wrong shape, or with NaN and infinities in them. */
final class InputCheck {
    private InputCheck() {}

    /** Returns the pictures, if both sides are multiples of the patch size. */
    static Pixels require(Pixels pixels, VtpConfig config) {
        int patch = config.patchSize();
        if (pixels.height() % patch != 0 || pixels.width() % patch != 0) {
            throw new IllegalArgumentException("the picture is " + pixels.height() + " high and " + pixels.width()
                    + " wide; both must be multiples of " + patch + ", the patch size: see Preparation");
        }
        FiniteCheck.requireInput("pixels", pixels.data(), pixels.batch(), 3, pixels.height(), pixels.width());
        return pixels;
    }

    /**
     * Returns the latents, if they have as many channels as the model's.
     *
     * @param model what messages call it
     */
    static Latents require(Latents latents, String model, VtpConfig config) {
        if (latents.channels() != config.latentChannels()) {
            throw new IllegalArgumentException("the latents have " + latents.channels() + " channels, model " + model
                    + " takes " + config.latentChannels());
        }
        FiniteCheck.requireInput(
                "latents", latents.data(), latents.batch(), latents.channels(), latents.height(), latents.width());
        return latents;
    }
}
