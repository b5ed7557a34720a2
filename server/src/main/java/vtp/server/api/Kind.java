package vtp.server.api;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import vtp.server.batch.Operation;

/**
 * An operation put together from functions.
 *
 * @param name what it is called in metrics
 * @param largest the largest batch
 * @param sizeOf how much of it an input is
 * @param groupOf what inputs of one batch have in common
 * @param all computes a batch
 */
record Kind<I, O>(
        String name, int largest, ToIntFunction<I> sizeOf, Function<I, Object> groupOf, Function<List<I>, List<O>> all)
        implements Operation<I, O> {
    @Override
    public Object group(I input) {
        return groupOf.apply(input);
    }

    @Override
    public int size(I input) {
        return sizeOf.applyAsInt(input);
    }

    @Override
    public List<O> run(List<I> inputs) {
        return all.apply(inputs);
    }
}
