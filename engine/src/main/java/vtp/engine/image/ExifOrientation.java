package vtp.engine.image;

import com.twelvemonkeys.imageio.metadata.Directory;
import com.twelvemonkeys.imageio.metadata.Entry;
import com.twelvemonkeys.imageio.metadata.tiff.TIFF;
import com.twelvemonkeys.imageio.metadata.tiff.TIFFReader;
import java.io.IOException;
import java.util.Arrays;

/** The orientation that a camera notes in EXIF (tag 0x0112, values 1 to 8), and turning a picture by it. */
final class ExifOrientation {
    private static final int UPRIGHT = 1;

    private ExifOrientation() {}

    /** The orientation in the TIFF structure that begins at an offset; upright where there is none or it is damaged. */
    static int at(byte[] file, int offset) {
        if (offset < 0 || offset >= file.length) {
            return UPRIGHT;
        }
        try {
            Directory directory =
                    new TIFFReader().read(ImageIoReaders.stream(Arrays.copyOfRange(file, offset, file.length)));
            Entry entry = directory.getEntryById(TIFF.TAG_ORIENTATION);
            return entry != null
                            && entry.getValue() instanceof Number value
                            && value.intValue() >= 1
                            && value.intValue() <= 8
                    ? value.intValue()
                    : UPRIGHT;
        } catch (IOException | RuntimeException e) {
            return UPRIGHT; // a note about the picture, not the picture
        }
    }

    /**
     * The picture upright. From 5 on rows and columns are exchanged first; then the left and right, and the upper and lower ends
     * may have to be.
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
