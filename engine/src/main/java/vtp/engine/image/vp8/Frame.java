package vtp.engine.image.vp8;

/** The three channels of a frame: luma, and the two of chroma at half its sides. */
final class Frame {
    final Plane luma;
    final Plane u;
    final Plane v;

    /** A frame of whole macroblocks. */
    Frame(int columns, int rows) {
        luma = new Plane(16 * columns, 16 * rows);
        u = new Plane(8 * columns, 8 * rows);
        v = new Plane(8 * columns, 8 * rows);
    }
}
