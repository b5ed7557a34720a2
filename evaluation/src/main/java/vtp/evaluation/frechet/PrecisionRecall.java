package vtp.evaluation.frechet;

import java.lang.foreign.Arena;
import java.util.Arrays;
import vtp.kernels.Kernels;
import vtp.kernels.Mat;
import vtp.kernels.PackedLinear;
import vtp.kernels.Workers;

/**
 * Precision and recall of samples (Kynkäänniemi et al., arXiv:1904.06991): the share of samples that lie within reach
 * of a reference picture, and of reference pictures within reach of a sample. A picture reaches as far as its third
 * nearest neighbour in its own set.
 *
 * <p>Squared distances are |u|² − 2 u·v + |v|²: products in float32, their sum in float64, after the mean of the
 * reference has been taken off. OpenAI's evaluator computes them in float16, with steps of 0.25 at 400.
 *
 * @param precision the share of samples
 * @param recall the share of reference pictures
 * @since 0.1.0
 */
public record PrecisionRecall(double precision, double recall) {
    /** Which of its nearest neighbours a picture reaches as far as: the third. */
    public static final int NEIGHBOURS = 3;

    private static final int CHUNK = 1024;

    /**
     * Compares two sets of features.
     *
     * @param reference rows of {@code size} features, one after another
     * @param samples likewise
     * @param threads how many threads compute
     * @throws IllegalArgumentException if a set has no more than {@link #NEIGHBOURS} pictures, or rows are not whole
     */
    public static PrecisionRecall of(float[] reference, float[] samples, int size, int threads) {
        double[] centre = mean(reference, size);
        Rows ours = new Rows(samples, size, centre);
        Rows theirs = new Rows(reference, size, centre);
        try (Workers workers = new Workers(threads);
                Kernels kernels = Kernels.create(workers)) {
            Search search = new Search(workers, kernels);
            double[] reachOfTheirs = search.radii(theirs);
            double[] reachOfOurs = search.radii(ours);
            boolean[] precise = new boolean[ours.count];
            boolean[] recalled = new boolean[theirs.count];
            search.forEachDistance(theirs, ours, (u, v, distance) -> {
                if (distance <= reachOfTheirs[u]) {
                    precise[v] = true;
                }
                if (distance <= reachOfOurs[v]) {
                    recalled[u] = true;
                }
            });
            return new PrecisionRecall(share(precise), share(recalled));
        }
    }

    /** The squared distance of each row to its third nearest neighbour. */
    static double[] radii(float[] features, int size) {
        try (Workers workers = new Workers(1);
                Kernels kernels = Kernels.create(workers)) {
            return new Search(workers, kernels).radii(new Rows(features, size, mean(features, size)));
        }
    }

    private static double[] mean(float[] rows, int size) {
        double[] mean = new double[size];
        for (int i = 0; i < rows.length; i++) {
            mean[i % size] += (double) rows[i] * size / rows.length;
        }
        return mean;
    }

    private static double share(boolean[] flags) {
        int count = 0;
        for (boolean flag : flags) {
            count += flag ? 1 : 0;
        }
        return (double) count / flags.length;
    }

    /** Features less a centre, and the squares of their lengths. */
    private static final class Rows {
        private final float[] features;
        private final int size;
        private final double[] centre;
        private final int count;
        private final double[] squares;

        Rows(float[] features, int size, double[] centre) {
            if (features.length % size != 0 || features.length / size <= NEIGHBOURS) {
                throw new IllegalArgumentException(features.length + " features of " + size
                        + " a picture: needed are whole rows, and more than " + NEIGHBOURS);
            }
            this.features = features;
            this.size = size;
            this.centre = centre;
            count = features.length / size;
            squares = new double[count];
            float[] row = new float[size];
            for (int r = 0; r < count; r++) {
                copy(r, row, 0);
                for (float value : row) {
                    squares[r] += (double) value * value;
                }
            }
        }

        void copy(int row, float[] into, int at) {
            for (int i = 0; i < size; i++) {
                into[at + i] = (float) (features[row * size + i] - centre[i]);
            }
        }
    }

    /** Is told the squared distance of two rows. */
    private interface Visitor {
        void visit(int u, int v, double distance);
    }

    /** Distances by products of blocks of rows. */
    private record Search(Workers workers, Kernels kernels) {

        /** The smallest distances of each row, its own included, are kept in order. */
        double[] radii(Rows rows) {
            double[] nearest = new double[rows.count * (NEIGHBOURS + 1)];
            Arrays.fill(nearest, Double.POSITIVE_INFINITY);
            forEachDistance(rows, rows, (u, v, distance) -> insert(nearest, u * (NEIGHBOURS + 1), distance));
            double[] radii = new double[rows.count];
            Arrays.setAll(radii, u -> nearest[u * (NEIGHBOURS + 1) + NEIGHBOURS]);
            return radii;
        }

        private static void insert(double[] nearest, int first, double distance) {
            int at = first + NEIGHBOURS;
            if (distance >= nearest[at]) {
                return;
            }
            for (; at > first && nearest[at - 1] > distance; at--) {
                nearest[at] = nearest[at - 1];
            }
            nearest[at] = distance;
        }

        /** All pairs, one after the other. */
        void forEachDistance(Rows us, Rows vs, Visitor visitor) {
            for (int v = 0; v < vs.count; v += CHUNK) {
                int columns = Math.min(CHUNK, vs.count - v);
                try (Arena arena = Arena.ofShared()) {
                    PackedLinear chunk = pack(arena, vs, v, columns);
                    Mat rows = Mat.allocate(arena, Math.min(CHUNK, us.count), us.size);
                    Mat products = Mat.allocate(arena, rows.rows(), columns);
                    for (int u = 0; u < us.count; u += CHUNK) {
                        int count = Math.min(CHUNK, us.count - u);
                        visit(us, u, rows.rows(0, count), chunk, products.rows(0, count), vs, v, visitor);
                    }
                }
            }
        }

        private PackedLinear pack(Arena arena, Rows rows, int first, int count) {
            return PackedLinear.pack(
                    arena,
                    workers,
                    kernels.panelColumns(),
                    PackedLinear.Storage.F32,
                    count,
                    rows.size,
                    (from, some, target) -> {
                        for (int r = 0; r < some; r++) {
                            rows.copy(first + from + r, target, r * rows.size);
                        }
                    },
                    new float[count]);
        }

        private void visit(
                Rows us, int u, Mat rows, PackedLinear chunk, Mat products, Rows vs, int v, Visitor visitor) {
            float[] row = new float[Math.max(us.size, products.cols())];
            for (int r = 0; r < rows.rows(); r++) {
                us.copy(u + r, row, 0);
                rows.copyRowFrom(r, row, 0);
            }
            kernels.linear(rows, chunk, products);
            for (int r = 0; r < rows.rows(); r++) {
                products.copyRowTo(r, row, 0);
                for (int c = 0; c < products.cols(); c++) {
                    double distance = us.squares[u + r] - 2.0 * row[c] + vs.squares[v + c];
                    visitor.visit(u + r, v + c, Math.max(distance, 0));
                }
            }
        }
    }
}
