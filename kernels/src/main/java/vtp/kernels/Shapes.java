package vtp.kernels;

import java.util.function.Supplier;

/** The conditions on the sizes of {@link Kernels}' arguments; each is an {@link IllegalArgumentException} where it does not hold. */
final class Shapes {

    private Shapes() {}

    static void linear(Mat x, PackedLinear w, Mat y) {
        require(
                x.cols() == w.inFeatures() && y.cols() == w.outFeatures() && x.rows() == y.rows(),
                () -> "x is " + of(x) + ", w (" + w.outFeatures() + ", " + w.inFeatures() + "), y " + of(y));
    }

    static void equal(Mat x, Mat y) {
        require(x.rows() == y.rows() && x.cols() == y.cols(), () -> "x is " + of(x) + ", y " + of(y));
    }

    /** A vector with one value for each column of {@code x}. */
    static void perColumn(Mat x, String name, float[] values) {
        require(values.length == x.cols(), () -> "x is " + of(x) + ", " + name + " has " + values.length + " values");
    }

    static void rope(Mat x, int heads, RopeTable table, int prefix) {
        int image = prefix + table.sin().rows();
        equal(table.sin(), table.cos());
        require(
                heads >= 1 && x.cols() == heads * 2 * table.sin().cols(),
                () -> "x is " + of(x) + ", not " + heads + " heads of twice "
                        + table.sin().cols() + " columns");
        require(
                prefix >= 0 && image > 0 && x.rows() % image == 0,
                () -> "x is " + of(x) + ", not images of " + prefix + " + "
                        + table.sin().rows() + " rows");
    }

    static void patches(Mat planes, int channels, int patch, Mat rows) {
        require(
                channels >= 1 && patch >= 1 && planes.rows() % (channels * patch) == 0 && planes.cols() % patch == 0,
                () -> "planes are " + of(planes) + ", not " + channels + " of sides that are multiples of " + patch);
        int count = planes.rows() / (channels * patch) * (planes.cols() / patch);
        require(
                rows.rows() == count && rows.cols() == channels * patch * patch,
                () -> "patches are " + of(rows) + ", needed (" + count + ", " + channels * patch * patch + ")");
    }

    /** The problem is put into words only if there is one. */
    private static void require(boolean condition, Supplier<String> problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem.get());
        }
    }

    private static String of(Mat m) {
        return "(" + m.rows() + ", " + m.cols() + ")";
    }
}
