package vtp.search;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import vtp.engine.image.PictureReader;
import vtp.engine.image.Preparation;
import vtp.engine.image.Rgb;

/** Small squares of the pictures of an index. */
final class Thumbnail {
    private Thumbnail() {}

    /**
     * Reads a picture and shrinks its middle square.
     *
     * @param side in pixels
     * @return null if its file is gone, or no sound picture any more
     */
    static @Nullable Rgb of(IndexedPicture picture, PictureReader reader, int side) {
        try {
            return Preparation.CROP.apply(reader.read(picture.read(), picture.name()), side, 1);
        } catch (IOException e) {
            return null;
        }
    }
}
