package vtp.datasets;

/**
 * Hears how an extraction goes on, always from the thread that runs it.
 *
 * @since 0.1.0
 */
public interface ExtractionListener {
    /**
     * The data set has been counted, and work begins.
     *
     * @param total pictures of this rank
     * @param done how many of them were done by a run before
     * @param failed how many of those had failed
     */
    default void begins(Survey survey, long total, long done, long failed) {}

    /** A picture could not be used; why, in one line that does not repeat its name. */
    default void failed(Item item, String why) {}

    /** So many pictures of this rank are done by now, those before and failed ones included. */
    default void progressed(long done) {}

    /** A shard is in its place, and will not be made again. */
    default void committed(int shard, int rows) {}
}
