package vtp.generation.config;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The sizes that LightningDiT's trainer knows, by its {@code model_type}.
 *
 * @since 0.1.0
 */
public enum DitSize {
    /** LightningDiT-B. */
    B(12, 768, 12, 1),
    /** LightningDiT-L. */
    L(24, 1024, 16, 2),
    /** LightningDiT-XL. */
    XL(28, 1152, 16, 1),
    /** LightningDiT-1p0B. */
    P1_0B(24, 1536, 24, 1),
    /** LightningDiT-1p6B. */
    P1_6B(28, 1792, 28, 1);

    private static final String PREFIX = "LightningDiT-";
    private static final int MOST_PATCH = 2;

    private final int depth;
    private final int width;
    private final int heads;
    private final int leastPatch;

    DitSize(int depth, int width, int heads, int leastPatch) {
        this.depth = depth;
        this.width = width;
        this.heads = heads;
        this.leastPatch = leastPatch;
    }

    /** Number of blocks. */
    public int depth() {
        return depth;
    }

    /** D. */
    public int width() {
        return width;
    }

    /** H. */
    public int heads() {
        return heads;
    }

    private String type(int patch) {
        return PREFIX + (name().startsWith("P") ? name().substring(1).replace('_', 'p') : name()) + "/" + patch;
    }

    /** A size and a patch. */
    record Type(DitSize size, int patch) {}

    /** What a {@code model_type} means. */
    static Optional<Type> named(String modelType) {
        for (DitSize size : values()) {
            for (int patch = size.leastPatch; patch <= MOST_PATCH; patch++) {
                if (modelType.equals(size.type(patch))) {
                    return Optional.of(new Type(size, patch));
                }
            }
        }
        return Optional.empty();
    }

    /** All that there are, for messages. */
    static String all() {
        return Arrays.stream(values())
                .flatMap(size ->
                        IntStream.rangeClosed(size.leastPatch, MOST_PATCH).mapToObj(size::type))
                .collect(Collectors.joining(", "));
    }

    /** "LightningDiT-XL/1", or "LightningDiT" of a size without a name. */
    static String nameOf(DitConfig config) {
        return Arrays.stream(values())
                .filter(size ->
                        size.depth == config.depth() && size.width == config.width() && size.heads == config.heads())
                .map(size -> size.type(config.patch()))
                .findFirst()
                .orElse("LightningDiT");
    }
}
