package vtp.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import vtp.engine.VtpConfig;
import vtp.engine.image.Preparation;
import vtp.engine.image.Rgb;

/** How pictures of any size become those that the model takes. */
final class PreparationOptions {
    @Option(
            names = "--prepare",
            paramLabel = "HOW",
            converter = Words.OfPreparation.class,
            completionCandidates = Words.OfPreparation.class,
            description = {
                "squash: to a square, whatever the proportions; crop: the middle square; probe: 224 x 224 as for linear"
                        + " probing; none: as they are, if both sides are multiples of the patch size.",
                "Default: squash for classify and features, else crop."
            })
    private @Nullable Preparation preparation;

    @Option(
            names = "--size",
            paramLabel = "N",
            description = "Side of the square for squash and crop. Default: the model's image_size.")
    private @Nullable Integer size;

    /**
     * What is done with each picture.
     *
     * @param size the side of the result, where the preparation asks for one
     */
    record Plan(Preparation preparation, int size, int patch) {
        Rgb apply(Rgb picture) {
            return preparation.apply(picture, size, patch);
        }

        /** For the metadata of results: "crop 256", "none". */
        String text() {
            return Words.of(preparation) + (takesSize(preparation) ? " " + size : "");
        }
    }

    /**
     * The plan for a model.
     *
     * @param usual what is done where nothing else is asked for
     */
    Plan plan(VtpConfig config, Preparation usual) {
        int side = size == null ? config.imageSize() : size;
        int patch = config.patchSize();
        if (size != null && (side < 1 || side % patch != 0)) {
            throw new UsageException(
                    "--size " + side + ": must be a positive multiple of the model's patch size " + patch);
        }
        return new Plan(preparation == null ? usual : preparation, side, patch);
    }

    /** Refuses what contradicts itself whatever the model. */
    void check() {
        if (size != null && preparation != null && !takesSize(preparation)) {
            throw new UsageException("--size has no meaning with --prepare " + Words.of(preparation));
        }
    }

    private static boolean takesSize(Preparation preparation) {
        return preparation == Preparation.SQUASH || preparation == Preparation.CROP;
    }
}
