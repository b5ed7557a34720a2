package vtp.engine.image;

/**
 * A reconstruction beside its original.
 *
 * @since 0.1.0
 */
public final class Comparison {
    /** How many times the difference is amplified. */
    public static final int GAIN = 4;

    private static final int GREY = 128;

    private Comparison() {}

    /**
     * Original, reconstruction and difference side by side, (H, 3 W). The difference is {@code 128 + 4 (reconstruction
     * − original)}, clipped: grey where they agree, bright where the reconstruction is too bright, channel by channel.
     *
     * @throws IllegalArgumentException if the two are not of one size
     */
    public static Rgb sideBySide(Rgb original, Rgb reconstruction) {
        if (original.height() != reconstruction.height() || original.width() != reconstruction.width()) {
            throw new IllegalArgumentException(
                    "The original is %d x %d, the reconstruction %d x %d (height x width); they must be of one size"
                            .formatted(
                                    original.height(),
                                    original.width(),
                                    reconstruction.height(),
                                    reconstruction.width()));
        }
        Rgb difference = Rgb.black(original.height(), original.width());
        for (int i = 0; i < difference.data().length; i++) {
            int change = (reconstruction.data()[i] & 0xff) - (original.data()[i] & 0xff);
            difference.data()[i] = (byte) Math.clamp(GREY + GAIN * change, 0, 255);
        }
        Rgb out = Rgb.black(original.height(), 3 * original.width());
        out.paste(original, 0, 0);
        out.paste(reconstruction, 0, original.width());
        out.paste(difference, 0, 2 * original.width());
        return out;
    }
}
