package vtp.kernels;

import java.util.function.Supplier;

/** The conditions on the arguments of {@link Kernels#attention}. */
final class AttentionShapes {

    private AttentionShapes() {}

    /** The number of sequences; {@link IllegalArgumentException} where sizes do not fit each other. */
    static int check(Mat q, Mat k, Mat v, int heads, int[] queryStarts, int[] keyStarts, boolean causal, Mat y) {
        int sequences = queryStarts.length - 1;
        int width = q.cols();
        require(
                heads > 0 && width % heads == 0,
                () -> "q has " + width + " columns, not a multiple of " + heads + " heads");
        require(k.cols() == width && v.cols() == width && y.cols() == width, () -> "q, k, v, y have unequal columns");
        require(k.rows() == v.rows() && q.rows() == y.rows(), () -> "q and y, or k and v, have unequal rows");
        require(
                sequences >= 0 && keyStarts.length == queryStarts.length,
                () -> "unequal numbers of query and key sequences");
        require(queryStarts[0] >= 0 && queryStarts[sequences] <= q.rows(), () -> "queries end beyond row " + q.rows());
        require(keyStarts[0] >= 0 && keyStarts[sequences] <= k.rows(), () -> "keys end beyond row " + k.rows());
        for (int s = 0; s < sequences; s++) {
            int sequence = s;
            int queries = queryStarts[s + 1] - queryStarts[s];
            int keys = keyStarts[s + 1] - keyStarts[s];
            require(
                    queries >= 0 && keys > 0,
                    () -> "sequence " + sequence + " has " + queries + " queries and " + keys + " keys");
            require(
                    !causal || queries == keys,
                    () -> "causal sequence " + sequence + " has " + queries + " queries and " + keys + " keys");
        }
        return sequences;
    }

    /** The problem is put into words only if there is one. */
    private static void require(boolean condition, Supplier<String> problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem.get());
        }
    }
}
