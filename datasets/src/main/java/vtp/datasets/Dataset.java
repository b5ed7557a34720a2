package vtp.datasets;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pictures in a fixed order, each with a label. Nothing is read before {@link #open}, and each opening gives the same
 * sequence as long as nobody changes what it is made of.
 *
 * @since 0.1.0
 */
public interface Dataset {
    /** What messages call it: its folder or file. */
    String name();

    /**
     * Returns the names of the classes, the label of each being its position; empty if the data set does not say.
     *
     * @throws DatasetException if the data set cannot be read
     */
    List<String> classNames() throws IOException;

    /**
     * Whether its items have labels; those of the others are all 0.
     *
     * @throws DatasetException if the data set cannot be read
     */
    default boolean isLabelled() throws IOException {
        return true;
    }

    /**
     * Begins at the first item.
     *
     * @return a cursor, to be closed; one thread at a time may use it
     * @throws DatasetException if the data set cannot be read
     */
    Cursor open() throws IOException;

    /** A walk through a data set. */
    interface Cursor extends AutoCloseable {
        /**
         * Returns the next item, or null after the last.
         *
         * @throws DatasetException if the data set is malformed or cannot be read on
         */
        @Nullable
        Item next() throws IOException;

        /** Returns what has been left out up to here. */
        Omissions omissions();

        @Override
        void close() throws IOException;
    }
}
