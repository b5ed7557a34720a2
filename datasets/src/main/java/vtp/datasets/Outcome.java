package vtp.datasets;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a picture: one of the two is there.
 *
 * @param rows for each tensor
 * @param fault why there are none, in one line without the picture's name
 * @since 0.1.0
 */
public record Outcome(
        Item item, @Nullable List<float[]> rows, @Nullable String fault) {}
