package vtp.cli.command;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Locale;
import vtp.cli.console.Console;
import vtp.cli.console.JsonLine;
import vtp.engine.VtpModel;
import vtp.engine.config.FlopCount;
import vtp.engine.config.ModelException;
import vtp.engine.config.VtpConfig;
import vtp.engine.files.ModelSource;
import vtp.engine.image.Comparison;
import vtp.engine.image.Pixels;
import vtp.engine.image.Quality;
import vtp.engine.image.Rgb;
import vtp.engine.image.Rounding;

/** A picture that went through the latents, and what that cost. */
record Reconstruction(Rgb original, Rgb picture, Quality quality) {
    /** With another patch size the decoder gives a picture of another size, which cannot be compared. */
    static void requireEqualSides(ModelSource files) throws ModelException {
        int patch = files.config().patchSize();
        if (patch != VtpConfig.UPSCALE && files.config().decoder().isPresent()) {
            throw new ModelException(
                    files.name(),
                    "patches of " + patch + " pixels become " + VtpConfig.UPSCALE
                            + ", so a reconstruction has another size than its picture; use encode and decode");
        }
    }

    /** What a picture of this size takes, as {@link FlopCount} counts. */
    static long operations(VtpConfig config, int height, int width) {
        return FlopCount.encode(config, height, width)
                + FlopCount.decode(config, height / config.patchSize(), width / config.patchSize());
    }

    /**
     * Encodes and decodes.
     *
     * @param original a picture as the model takes it
     */
    static Reconstruction of(VtpModel model, Rgb original, Rounding rounding) {
        Pixels decoded = model.decode(model.encode(Pixels.normalise(original)));
        Quality quality = Quality.of(original.data(), decoded.toUnitRgb(0), original.height(), original.width());
        return new Reconstruction(original, decoded.toRgb(0, rounding), quality);
    }

    /** Original, reconstruction and amplified difference. */
    Rgb sideBySide() {
        return Comparison.sideBySide(original, picture);
    }

    /** "PSNR 35.09 dB, SSIM 0.8914". */
    String text() {
        String psnr =
                Double.isInfinite(quality.psnrDb()) ? "inf" : String.format(Locale.ROOT, "%.2f", quality.psnrDb());
        return "PSNR " + psnr + " dB, SSIM " + String.format(Locale.ROOT, "%.4f", quality.ssim());
    }

    void print(Console console, String input, String file) throws IOException {
        console.result(input + " -> " + file + ": " + text(), json -> {
            json.writeStringField("input", input);
            json.writeStringField("output", file);
            write(json);
        });
    }

    void write(JsonGenerator json) throws IOException {
        JsonLine.number(json, "psnr_db", quality.psnrDb());
        JsonLine.number(json, "ssim", quality.ssim());
    }
}
