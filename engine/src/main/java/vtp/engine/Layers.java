package vtp.engine;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Which blocks of a trunk {@link VtpModel#layers} shows, and whether after the final norm.
 *
 * <pre>{@code
 * model.layers(pixels, Layers.last(4));                // the last four blocks, each through the final norm
 * model.layers(pixels, Layers.of(2, 5).withoutNorm()); // blocks 2 and 5, as the next block would see them
 * }</pre>
 *
 * @since 0.1.0
 */
public final class Layers {
    private final int lastCount;
    private final int[] numbers;
    private final boolean normed;

    private Layers(int lastCount, int[] numbers, boolean normed) {
        this.lastCount = lastCount;
        this.numbers = numbers;
        this.normed = normed;
    }

    /**
     * The last blocks.
     *
     * @param count how many, from 0
     * @throws IllegalArgumentException if {@code count} is negative
     */
    public static Layers last(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("the last " + count + " blocks do not exist");
        }
        return new Layers(count, new int[0], true);
    }

    /**
     * Some blocks.
     *
     * @param numbers of the blocks, from 0, each once, in any order
     * @throws IllegalArgumentException if one is negative or named twice
     */
    public static Layers of(int... numbers) {
        int[] ascending = Arrays.stream(numbers).sorted().distinct().toArray();
        if (ascending.length < numbers.length) {
            throw new IllegalArgumentException("blocks " + Arrays.toString(numbers) + ": one is named twice");
        }
        if (ascending.length > 0 && ascending[0] < 0) {
            throw new IllegalArgumentException("blocks " + Arrays.toString(numbers) + ": numbers start at 0");
        }
        return new Layers(0, ascending, true);
    }

    /** The same blocks, as they are before the final norm. */
    public Layers withoutNorm() {
        return new Layers(lastCount, numbers, false);
    }

    /** Whether the final norm is applied. */
    public boolean normed() {
        return normed;
    }

    /**
     * The numbers of the blocks of a trunk, ascending.
     *
     * @param depth how many blocks the trunk has
     * @throws IllegalArgumentException if it has not all of them
     */
    public int[] blocks(int depth) {
        if (lastCount > depth) {
            throw new IllegalArgumentException("the last " + lastCount + " blocks of " + depth + " do not exist");
        }
        if (numbers.length > 0 && numbers[numbers.length - 1] >= depth) {
            throw new IllegalArgumentException(
                    "blocks " + Arrays.toString(numbers) + ": the model has blocks 0 to " + (depth - 1));
        }
        return numbers.length > 0
                ? numbers.clone()
                : IntStream.range(depth - lastCount, depth).toArray();
    }
}
