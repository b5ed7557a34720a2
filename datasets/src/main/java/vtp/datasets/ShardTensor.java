package vtp.datasets;

import java.util.List;

/**
 * A tensor of the shards, of which every picture has one row.
 *
 * @param folder where its shards lie in the output folder; empty for that folder itself, where latents are
 * @param name its name in the file
 * @param shape of a row: (64, 16, 16) for latents
 * @since 0.1.0
 */
public record ShardTensor(String folder, String name, List<Long> shape) {
    /** The latents of the picture as it is, of which statistics are made. */
    public static final String LATENTS = "latents";

    /** Copies the shape. */
    public ShardTensor {
        shape = List.copyOf(shape);
    }

    /** How many numbers a row has. */
    int length() {
        return Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
    }

    boolean isLatents() {
        return folder.isEmpty() && name.equals(LATENTS);
    }
}
