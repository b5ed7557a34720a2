package vtp.search;

import vtp.datasets.Item;
import vtp.datasets.Survey;

/**
 * Hears how an update of an index goes on, always from the thread that runs it.
 *
 * @since 0.1.0
 */
public interface IndexListener {
    /** The data set has been counted, and work begins. */
    default void begins(Survey survey) {}

    /** A picture could not be used; why, in one line that does not repeat its name. */
    default void failed(Item item, String why) {}

    /** So many pictures of the data set are done by now, those that failed or had nothing to be done included. */
    default void progressed(long done) {}
}
