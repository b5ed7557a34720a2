package vtp.engine.image;

import java.util.Arrays;

/**
 * A reconstruction beside its original.
 *
 * @since 0.1.0
 */
public final class Comparison {
    /** How many times the difference is amplified. */
    public static final int GAIN = 4;

    private static final int GREY = 128;
    /** Between the panels, and around them and their captions: white. */
    private static final int GAP = 8;

    private static final byte PAPER = (byte) 0xff;
    /** So wide a panel has captions of two pixels a dot. */
    private static final int WIDE = 192;

    private static final String[] CAPTIONS = {"original", "reconstruction", "difference x " + GAIN};

    private Comparison() {}

    /**
     * Original, reconstruction and difference side by side, each under its caption, on white with a gap between them.
     * The difference is {@code 128 + 4 (reconstruction − original)}, clipped: grey where they agree, bright where the
     * reconstruction is too bright, channel by channel; its caption names the factor.
     *
     * @throws IllegalArgumentException if the two are not of one size
     */
    public static Rgb sideBySide(Rgb original, Rgb reconstruction) {
        Rgb[] panels = {original, reconstruction, difference(original, reconstruction)};
        int scale = original.width() < WIDE ? 1 : 2;
        int column = original.width();
        for (String caption : CAPTIONS) {
            column = Math.max(column, Caption.width(caption, scale));
        }
        int top = 2 * GAP + Caption.height(scale);
        Rgb out = Rgb.black(top + original.height() + GAP, 3 * column + 4 * GAP);
        Arrays.fill(out.data(), PAPER);
        for (int i = 0; i < panels.length; i++) {
            int left = GAP + i * (column + GAP);
            Caption.draw(out, CAPTIONS[i], GAP, left, scale);
            out.paste(panels[i], top, left);
        }
        return out;
    }

    /** {@code 128 + 4 (reconstruction − original)}, clipped to 0..255, of two pictures of one size. */
    public static Rgb difference(Rgb original, Rgb reconstruction) {
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
        return difference;
    }
}
