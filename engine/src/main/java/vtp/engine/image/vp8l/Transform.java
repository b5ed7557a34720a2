package vtp.engine.image.vp8l;

/** A reversible change that an encoder made to a picture so that it takes fewer bits (section 3.5). */
interface Transform {
    /** Returns the picture before the change; it may be made in place. */
    int[] undo(int[] pixels);
}
