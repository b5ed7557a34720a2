package vtp.evaluation.probe;

import java.io.IOException;

/**
 * Rows of features with labels, in a fixed order; each of 5 · C numbers, in one view or several: view 0 is what is
 * evaluated, and the others, if there are any, are what is trained on. Any thread may call it.
 *
 * @since 0.1.0
 */
public interface Features {
    /** Returns how many pictures there are. */
    int count();

    /** Returns how many views each has, at least 1. */
    int views();

    /** Returns the class of a picture. */
    int label(int picture);

    /**
     * Reads the features of a view.
     *
     * @param into gets 5 · C numbers from index {@code at} on
     * @throws IOException if they cannot be read
     */
    void read(int picture, int view, float[] into, int at) throws IOException;
}
