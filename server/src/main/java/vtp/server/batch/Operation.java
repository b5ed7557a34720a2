package vtp.server.batch;

import java.util.List;

/**
 * Something the model computes of inputs that may be put together.
 *
 * @param <I> an input
 * @param <O> what becomes of it
 */
public interface Operation<I, O> {
    /** What it is called in metrics. */
    String name();

    /** What inputs must have in common to be computed together, such as their size in pixels. */
    Object group(I input);

    /** How much of a batch an input is; the largest batch has {@link #largest}. */
    int size(I input);

    /** The size of the largest batch. A larger input is computed alone. */
    int largest();

    /**
     * Computes inputs of one group.
     *
     * @return one result for each, in the same order
     */
    List<O> run(List<I> inputs);
}
