package vtp.evaluation.frechet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Sums of features and of their products, from which mean and covariance are taken; in float64, of differences from the
 * first picture's features, so that large means cost no digits. Memory does not grow with the number of pictures: half
 * a matrix, and of a small set the features themselves, with which the distance is more exact.
 *
 * <p>The same features in the same order give the same bits, in whatever portions they come.
 *
 * @since 0.1.0
 */
public final class FeatureMoments {
    /** Rows whose products are added together: they share what is read and written of the sums. */
    private static final int BLOCK = 64;

    /** The features of up to so many pictures are kept; the covariance of more is exact enough without them. */
    private static final int FEW = 2048;

    /** So many rows of the matrix are one piece of work. */
    private static final int MATRIX_ROWS = 32;

    private final int size;
    private final double[] origin;
    private final double[] sums;
    private final SymmetricMatrix products;
    private final double[][] block;
    private int pending;
    private long count;
    private @Nullable List<float[]> rows = new ArrayList<>();

    /**
     * Begins with no picture.
     *
     * @param size features of a picture
     */
    public FeatureMoments(int size) {
        this.size = size;
        origin = new double[size];
        sums = new double[size];
        products = new SymmetricMatrix(size);
        block = new double[BLOCK][size];
    }

    /** Returns how many pictures were added. */
    public long count() {
        return count;
    }

    /**
     * Adds the features of pictures.
     *
     * @param features a row of {@code size} each, one after another
     * @throws IllegalArgumentException if a feature is not finite; nothing is added then
     */
    public void add(float[] features) {
        if (features.length % size != 0) {
            throw new IllegalArgumentException(features.length + " features, not rows of " + size);
        }
        for (int i = 0; i < features.length; i++) {
            if (!Float.isFinite(features[i])) {
                throw new IllegalArgumentException(
                        "feature " + i % size + " of picture " + (count + i / size) + " is " + features[i]);
            }
        }
        for (int from = 0; from < features.length; from += size) {
            addRow(features, from);
        }
    }

    private void addRow(float[] features, int from) {
        if (count == 0) {
            for (int i = 0; i < size; i++) {
                origin[i] = features[from + i];
            }
        }
        for (int i = 0; i < size; i++) {
            double difference = features[from + i] - origin[i];
            block[pending][i] = difference;
            sums[i] += difference;
        }
        pending++;
        count++;
        if (pending == BLOCK) {
            flush();
        }
        keep(features, from);
    }

    private void keep(float[] features, int from) {
        if (rows != null && rows.size() < FEW) {
            rows.add(Arrays.copyOfRange(features, from, from + size));
        } else {
            rows = null;
        }
    }

    private void flush() {
        for (int r = pending; r < BLOCK; r++) {
            Arrays.fill(block[r], 0);
        }
        IntStream.range(0, Math.ceilDiv(size, MATRIX_ROWS)).parallel().forEach(part -> {
            int end = Math.min(size, (part + 1) * MATRIX_ROWS);
            int i = part * MATRIX_ROWS;
            for (; i + 1 < end; i += 2) {
                addProducts(i, products.fromDiagonal(i), products.fromDiagonal(i + 1));
            }
            if (i < end) {
                products.fromDiagonal(i)[0] = addSquares(i, products.fromDiagonal(i)[0]);
            }
        });
        pending = 0;
    }

    /**
     * Adds to two rows of the matrix, from its diagonal on, products of the block's rows: four of these at a time, in
     * order, so that it does not matter where a block begins.
     */
    private void addProducts(int i, double[] first, double[] second) {
        first[0] = addSquares(i, first[0]);
        int length = second.length;
        for (int r = 0; r < BLOCK; r += 4) {
            double[] b0 = block[r];
            double[] b1 = block[r + 1];
            double[] b2 = block[r + 2];
            double[] b3 = block[r + 3];
            double a00 = b0[i];
            double a01 = b1[i];
            double a02 = b2[i];
            double a03 = b3[i];
            double a10 = b0[i + 1];
            double a11 = b1[i + 1];
            double a12 = b2[i + 1];
            double a13 = b3[i + 1];
            for (int j = 0; j < length; j++) {
                double x0 = b0[i + 1 + j];
                double x1 = b1[i + 1 + j];
                double x2 = b2[i + 1 + j];
                double x3 = b3[i + 1 + j];
                first[1 + j] = Math.fma(a03, x3, Math.fma(a02, x2, Math.fma(a01, x1, Math.fma(a00, x0, first[1 + j]))));
                second[j] = Math.fma(a13, x3, Math.fma(a12, x2, Math.fma(a11, x1, Math.fma(a10, x0, second[j]))));
            }
        }
    }

    private double addSquares(int i, double sum) {
        double result = sum;
        for (double[] row : block) {
            result = Math.fma(row[i], row[i], result);
        }
        return result;
    }

    /**
     * Adds what another has been given, as if it had been added here next; the last bits may differ.
     *
     * @throws IllegalArgumentException if they have another number of features
     */
    public void merge(FeatureMoments other) {
        if (other.size != size) {
            throw new IllegalArgumentException(other.size + " features, not " + size);
        }
        if (other.count == 0) {
            return;
        }
        flush();
        other.flush();
        if (count == 0) {
            System.arraycopy(other.origin, 0, origin, 0, size);
        }
        double[] shift = new double[size];
        Arrays.setAll(shift, i -> other.origin[i] - origin[i]);
        for (int i = 0; i < size; i++) {
            double[] target = products.fromDiagonal(i);
            double[] added = other.products.fromDiagonal(i);
            for (int j = 0; j < target.length; j++) {
                target[j] += added[j]
                        + other.sums[i] * shift[i + j]
                        + shift[i] * other.sums[i + j]
                        + other.count * shift[i] * shift[i + j];
            }
        }
        for (int i = 0; i < size; i++) {
            sums[i] += other.sums[i] + other.count * shift[i];
        }
        count += other.count;
        rows = joined(rows, other.rows);
    }

    private static @Nullable List<float[]> joined(@Nullable List<float[]> some, @Nullable List<float[]> others) {
        if (some == null || others == null || some.size() + others.size() > FEW) {
            return null;
        }
        some.addAll(List.copyOf(others));
        return some;
    }

    /**
     * Returns mean and covariance of what was added so far.
     *
     * @throws IllegalStateException if that is less than two pictures
     */
    public FeatureStatistics statistics() {
        if (count < 2) {
            throw new IllegalStateException("a covariance needs two pictures, there is " + count);
        }
        flush();
        double[] mean = new double[size];
        Arrays.setAll(mean, i -> origin[i] + sums[i] / count);
        SymmetricMatrix covariance = new SymmetricMatrix(size);
        for (int i = 0; i < size; i++) {
            double[] from = products.fromDiagonal(i);
            double[] to = covariance.fromDiagonal(i);
            for (int j = 0; j < to.length; j++) {
                to[j] = (from[j] - sums[i] * sums[i + j] / count) / (count - 1);
            }
        }
        return new FeatureStatistics(count, mean, covariance, rows == null ? null : List.copyOf(rows));
    }
}
