package vtp.engine.image;

import java.util.Locale;

/**
 * How a picture of any size becomes one that the network takes. A side of the result must be a multiple of the patch.
 *
 * @since 0.1.0
 */
public enum Preparation {
    /**
     * Bilinear straight to size × size; the proportions change. The reference's quick start and zero-shot evaluation.
     */
    SQUASH,
    /**
     * Halved while the short side is at least twice the size, then bicubic to bring the short side to the size, then
     * the middle. The reference's reconstruction and feature extraction, {@code center_crop_arr} of ADM.
     */
    CROP,
    /**
     * Bicubic to a short side of 256, then the middle 224 × 224, whatever size is asked for. The reference's linear
     * probe.
     */
    PROBE,
    /** The picture's own size, whatever size is asked for. */
    NONE;

    private static final int PROBE_SHORT_SIDE = 256;
    private static final int PROBE_SIZE = 224;

    /**
     * Prepares a picture.
     *
     * @param size the side of the result; for PROBE and NONE it has no meaning
     * @param patch the network's patch size
     * @throws IllegalArgumentException if a side of the result would not be a positive multiple of the patch
     */
    public Rgb apply(Rgb picture, int size, int patch) {
        switch (this) {
            case SQUASH, CROP -> check(size, size, patch);
            case PROBE -> check(PROBE_SIZE, PROBE_SIZE, patch);
            case NONE -> check(picture.height(), picture.width(), patch);
        }
        return switch (this) {
            case SQUASH -> Resize.resize(picture, size, size, Resize.Filter.BILINEAR);
            case CROP -> crop(picture, size);
            case PROBE -> probe(picture);
            case NONE -> picture;
        };
    }

    private void check(int height, int width, int patch) {
        if (height < 1 || width < 1 || height % patch != 0 || width % patch != 0) {
            throw new IllegalArgumentException(
                    "Preparation '%s' gives height %d and width %d, but both must be multiples of the patch size %d%s"
                            .formatted(
                                    name().toLowerCase(Locale.ROOT),
                                    height,
                                    width,
                                    patch,
                                    this == NONE ? "; use squash or crop, or cut the picture" : ""));
        }
    }

    private static Rgb crop(Rgb picture, int size) {
        Rgb small = picture;
        while (Math.min(small.height(), small.width()) >= 2L * size) {
            small = Resize.resize(small, small.height() / 2, small.width() / 2, Resize.Filter.BOX);
        }
        double scale = (double) size / Math.min(small.height(), small.width());
        long height = (long) Math.rint(small.height() * scale);
        long width = (long) Math.rint(small.width() * scale);
        long top = (height - size) / 2;
        long left = (width - size) / 2;
        return Resize.window(small, height, width, Resize.Filter.BICUBIC, top, left, size, size);
    }

    private static Rgb probe(Rgb picture) {
        long height = probeSide(picture.height(), picture.width());
        long width = probeSide(picture.width(), picture.height());
        long top = (long) Math.rint((height - PROBE_SIZE) / 2.0);
        long left = (long) Math.rint((width - PROBE_SIZE) / 2.0);
        return Resize.window(picture, height, width, Resize.Filter.BICUBIC, top, left, PROBE_SIZE, PROBE_SIZE);
    }

    /** 256 for the shorter side, int(256 · long / short) for the other. */
    private static long probeSide(int side, int other) {
        return side <= other ? PROBE_SHORT_SIDE : (long) ((double) (PROBE_SHORT_SIDE * (long) side) / other);
    }
}
