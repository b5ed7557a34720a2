package vtp.engine.config;

import java.util.EnumSet;
import java.util.Set;
import vtp.engine.text.TextCleaning;

/**
 * How a model is loaded.
 *
 * @param threads how many threads work on one call, at least 1
 * @param weights how weights are kept in memory
 * @param parts the parts to read; those that the model lacks do not matter
 * @param cleaning how texts are cleaned before they are tokenized
 * @since 0.1.0
 */
public record LoadOptions(int threads, WeightType weights, Set<Part> parts, TextCleaning cleaning) {

    /** @throws IllegalArgumentException if {@code threads} is not positive */
    public LoadOptions {
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + ", must be at least 1");
        }
        parts = Set.copyOf(parts);
    }

    /** As many threads as the JVM sees processors, float32, all parts, texts as they are. */
    public static LoadOptions defaults() {
        return new LoadOptions(
                Runtime.getRuntime().availableProcessors(),
                WeightType.F32,
                EnumSet.allOf(Part.class),
                TextCleaning.PLAIN);
    }

    /** The same with another number of threads. */
    public LoadOptions withThreads(int count) {
        return new LoadOptions(count, weights, parts, cleaning);
    }

    /** The same with weights kept otherwise. */
    public LoadOptions withWeights(WeightType type) {
        return new LoadOptions(threads, type, parts, cleaning);
    }

    /** The same with other parts. */
    public LoadOptions withParts(Part... parts) {
        return new LoadOptions(threads, weights, Set.of(parts), cleaning);
    }

    /** The same with texts cleaned otherwise. */
    public LoadOptions withCleaning(TextCleaning how) {
        return new LoadOptions(threads, weights, parts, how);
    }

    /** Whether a part is to be read. */
    public boolean has(Part part) {
        return parts.contains(part);
    }
}
