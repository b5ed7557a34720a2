package vtp.cli.option;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import vtp.cli.console.EnumName;
import vtp.cli.console.UsageException;
import vtp.cli.file.Provenance;
import vtp.engine.config.VtpConfig;
import vtp.engine.image.Orientation;
import vtp.engine.image.Preparation;
import vtp.engine.image.Rgb;

/** How pictures of any size become those that the model takes. */
public final class PreparationOptions {
    /** The side of a square of 3 bytes a pixel that an array of Java holds. */
    private static final int MOST_PIXELS = 26_754;

    @Option(
            names = "--prepare",
            paramLabel = "HOW",
            converter = EnumConverter.OfPreparation.class,
            completionCandidates = EnumConverter.OfPreparation.class,
            description = {
                "squash: to a square, whatever the proportions; crop: the middle square; probe: 224 x 224 as for linear"
                        + " probing; none: as they are, if both sides are multiples of the patch size.",
                "Default: squash for classify, features and index, else crop."
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
    public record Plan(Preparation preparation, int size, int patch) {
        /** The tokens of each picture; 0 if that depends on the picture. */
        public long tokens() {
            long side = size / patch;
            return takesSize(preparation) ? side * side : 0;
        }

        public Rgb apply(Rgb picture) {
            return preparation.apply(picture, size, patch);
        }

        /** "crop 256", "none". */
        public String text() {
            return EnumName.of(preparation) + (takesSize(preparation) ? " " + size : "");
        }

        /** What results say of how their pictures were prepared: {@link #text}, and how they were turned. */
        public Provenance addTo(Provenance provenance, Orientation orientation) {
            return provenance.with("preparation", text()).with("orientation", EnumName.of(orientation));
        }
    }

    /**
     * The plan for a model.
     *
     * @param usual what is done where nothing else is asked for
     */
    public Plan plan(VtpConfig config, Preparation usual) {
        int side = size == null ? config.imageSize() : size;
        int patch = config.patchSize();
        if (size != null && (side < 1 || side % patch != 0)) {
            throw new UsageException(
                    "--size " + side + ": must be a positive multiple of the model's patch size " + patch);
        }
        if (side > MOST_PIXELS) {
            throw new UsageException("--size " + side + ": must be at most " + MOST_PIXELS + ", as a picture is held in"
                    + " under 2 GiB");
        }
        return new Plan(preparation == null ? usual : preparation, side, patch);
    }

    /** Refuses what contradicts itself whatever the model. */
    public void check() {
        if (size != null && preparation != null && !takesSize(preparation)) {
            throw new UsageException("--size has no meaning with --prepare " + EnumName.of(preparation));
        }
    }

    /** Whether anything was asked for. */
    public boolean given() {
        return preparation != null || size != null;
    }

    private static boolean takesSize(Preparation preparation) {
        return preparation == Preparation.SQUASH || preparation == Preparation.CROP;
    }
}
