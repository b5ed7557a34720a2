package vtp.engine.image;

/** The orientation that a camera notes in EXIF (tag 0x0112, values 1 to 8), and turning a picture by it. */
final class ExifOrientation {
    static final int UPRIGHT = 1;

    /** There is no note at all. */
    static final int NONE = Integer.MIN_VALUE;

    private static final int TAG = 0x0112;

    private ExifOrientation() {}

    /** What an EXIF block, which is a TIFF structure, notes, right or wrong; {@link #NONE} where it notes nothing. */
    static int noted(byte[] exif) {
        TiffDirectory directory = new TiffDirectory(exif);
        return directory.has(TAG) ? directory.number(TAG, UPRIGHT) : NONE;
    }

    /**
     * The picture upright. From 5 on rows and columns are exchanged first; then the left and right, and the upper and
     * lower ends may have to be.
     */
    static Rgb upright(Rgb picture, int orientation) {
        if (orientation == UPRIGHT) {
            return picture;
        }
        boolean exchange = orientation >= 5;
        boolean mirror = orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
        boolean flip = orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
        int height = exchange ? picture.width() : picture.height();
        int width = exchange ? picture.height() : picture.width();
        Rgb out = Rgb.black(height, width);
        int to = 0;
        for (int y = 0; y < height; y++) {
            int v = flip ? height - 1 - y : y;
            for (int x = 0; x < width; x++) {
                int h = mirror ? width - 1 - x : x;
                int from = 3 * (exchange ? h * picture.width() + v : v * picture.width() + h);
                out.data()[to] = picture.data()[from];
                out.data()[to + 1] = picture.data()[from + 1];
                out.data()[to + 2] = picture.data()[from + 2];
                to += 3;
            }
        }
        return out;
    }
}
