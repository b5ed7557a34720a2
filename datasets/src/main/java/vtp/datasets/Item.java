package vtp.datasets;

import java.io.IOException;

/**
 * A picture of a data set, not yet read.
 *
 * @param name what messages and manifests call it: its path in the data set, with slashes
 * @param label the number of its class; 0 in a data set without labels
 * @param content its file
 * @since 0.1.0
 */
public record Item(String name, long label, Content content) {

    /** The bytes of a picture's file. Any thread may read them, at any time before its cursor is closed. */
    @FunctionalInterface
    public interface Content {
        /**
         * Reads the whole file.
         *
         * @throws IOException if it is missing or cannot be read; the message is one line that names it
         */
        byte[] read() throws IOException;
    }
}
