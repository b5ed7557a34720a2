package vtp.evaluation.frechet;

import java.io.IOException;
import java.util.List;
import vtp.engine.image.Rgb;

/**
 * The pictures of a set, one after another, whatever holds them.
 *
 * @since 0.1.0
 */
public interface PictureSource extends AutoCloseable {
    /** What messages call it. */
    String name();

    /** Returns how many pictures there are at most; 0 if that is not known. */
    long count();

    /**
     * Returns the next pictures.
     *
     * @param most how many at most; at least 1
     * @return none only after the last
     * @throws IOException if the source cannot be read on
     */
    List<Rgb> next(int most) throws IOException;

    @Override
    void close() throws IOException;
}
