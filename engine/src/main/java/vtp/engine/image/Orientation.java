package vtp.engine.image;

/**
 * Whether a picture is turned as its camera noted.
 *
 * @since 0.1.0
 */
public enum Orientation {
    /**
     * Upright, as a person expects: turned and mirrored by the orientation in EXIF, or else in XMP, where there is one.
     */
    EXIF,
    /**
     * As the pixels are stored: what the reference sees. (A TIFF is turned all the same, as Pillow does: there the
     * orientation is part of the format.)
     */
    STORED
}
