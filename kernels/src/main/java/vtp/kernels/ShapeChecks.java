package vtp.kernels;

import org.jspecify.annotations.Nullable;

/**
 * The conditions on the sizes of {@link Kernels}' arguments; each is an {@link IllegalArgumentException} where it does
 * not hold. The problem is put into words only if there is one, and by no lambda, which the JVM would have to make a
 * class for before the first call.
 */
final class ShapeChecks {

    private ShapeChecks() {}

    static void linear(Mat x, PackedLinear w, Mat y) {
        if (x.cols() != w.inFeatures() || y.cols() != w.outFeatures() || x.rows() != y.rows()) {
            throw new IllegalArgumentException(
                    "x is " + of(x) + ", w (" + w.outFeatures() + ", " + w.inFeatures() + "), y " + of(y));
        }
    }

    static void feedForward(Mat x, PackedLinear in, PackedLinear out, Mat y) {
        if (x.cols() != in.inFeatures()
                || in.outFeatures() != out.inFeatures()
                || y.cols() != out.outFeatures()
                || x.rows() != y.rows()) {
            throw new IllegalArgumentException(
                    "x is " + of(x) + ", first layer (" + in.outFeatures() + ", " + in.inFeatures() + "), last layer ("
                            + out.outFeatures() + ", " + out.inFeatures() + "), y " + of(y));
        }
    }

    static void equal(Mat x, Mat y) {
        if (x.rows() != y.rows() || x.cols() != y.cols()) {
            throw new IllegalArgumentException("x is " + of(x) + ", y " + of(y));
        }
    }

    /** A vector with one value for each column of {@code x}, or none. */
    static void perColumn(Mat x, String name, float @Nullable [] values) {
        if (values != null && values.length != x.cols()) {
            throw new IllegalArgumentException("x is " + of(x) + ", " + name + " has " + values.length + " values");
        }
    }

    static void rope(Mat x, int heads, RopeTable table, int prefix) {
        int image = prefix + table.sin().rows();
        equal(table.sin(), table.cos());
        if (heads < 1 || x.cols() != heads * 2 * table.sin().cols()) {
            throw new IllegalArgumentException("x is " + of(x) + ", not " + heads + " heads of twice "
                    + table.sin().cols() + " columns");
        }
        if (prefix < 0 || image <= 0 || x.rows() % image != 0) {
            throw new IllegalArgumentException("x is " + of(x) + ", not images of " + prefix + " + "
                    + table.sin().rows() + " rows");
        }
    }

    static void ropePairs(Mat x, int heads, Mat cos, Mat sin) {
        equal(cos, sin);
        if (heads < 1 || cos.cols() % 2 != 0 || x.cols() != heads * cos.cols()) {
            throw new IllegalArgumentException(
                    "x is " + of(x) + ", not " + heads + " heads of pairs, " + cos.cols() + " columns");
        }
        if (cos.rows() == 0 || x.rows() % cos.rows() != 0) {
            throw new IllegalArgumentException("x is " + of(x) + ", not sequences of " + cos.rows() + " rows");
        }
    }

    static void patches(Mat planes, int channels, int patch, Mat rows) {
        if (channels < 1 || patch < 1 || planes.rows() % (channels * patch) != 0 || planes.cols() % patch != 0) {
            throw new IllegalArgumentException(
                    "planes are " + of(planes) + ", not " + channels + " of sides that are multiples of " + patch);
        }
        int count = planes.rows() / (channels * patch) * (planes.cols() / patch);
        if (rows.rows() != count || rows.cols() != channels * patch * patch) {
            throw new IllegalArgumentException(
                    "patches are " + of(rows) + ", needed (" + count + ", " + channels * patch * patch + ")");
        }
    }

    /** Returns the number of sequences. */
    static int attention(Mat q, Mat k, Mat v, int heads, int[] queryStarts, int[] keyStarts, boolean causal, Mat y) {
        int sequences = queryStarts.length - 1;
        int width = q.cols();
        if (heads < 1 || width % heads != 0) {
            throw new IllegalArgumentException("q has " + width + " columns, not a multiple of " + heads + " heads");
        }
        if (k.cols() != width || v.cols() != width || y.cols() != width) {
            throw new IllegalArgumentException("q, k, v, y have unequal columns");
        }
        if (k.rows() != v.rows() || q.rows() != y.rows()) {
            throw new IllegalArgumentException("q and y, or k and v, have unequal rows");
        }
        if (sequences < 0 || keyStarts.length != queryStarts.length) {
            throw new IllegalArgumentException("unequal numbers of query and key sequences");
        }
        if (queryStarts[0] < 0 || queryStarts[sequences] > q.rows()) {
            throw new IllegalArgumentException("queries end beyond row " + q.rows());
        }
        if (keyStarts[0] < 0 || keyStarts[sequences] > k.rows()) {
            throw new IllegalArgumentException("keys end beyond row " + k.rows());
        }
        for (int s = 0; s < sequences; s++) {
            int queries = queryStarts[s + 1] - queryStarts[s];
            int keys = keyStarts[s + 1] - keyStarts[s];
            if (queries < 0 || keys < 1) {
                throw new IllegalArgumentException(
                        "sequence " + s + " has " + queries + " queries and " + keys + " keys");
            }
            if (causal && queries != keys) {
                throw new IllegalArgumentException(
                        "causal sequence " + s + " has " + queries + " queries and " + keys + " keys");
            }
        }
        return sequences;
    }

    static void convolution(Mat x, int height, int width, PackedConvolution w, Mat y) {
        pictures(x, height, width, w.window(), y);
        if (x.cols() != w.inChannels() || y.cols() != w.outChannels()) {
            throw new IllegalArgumentException("x is " + of(x) + ", convolution from " + w.inChannels() + " to "
                    + w.outChannels() + " channels, y " + of(y));
        }
    }

    static void pool(Mat x, int height, int width, Window window, Mat y) {
        pictures(x, height, width, window, y);
        if (x.cols() != y.cols()) {
            throw new IllegalArgumentException("x is " + of(x) + ", y " + of(y));
        }
    }

    private static void pictures(Mat x, int height, int width, Window window, Mat y) {
        if (height < 1 || width < 1 || x.rows() % ((long) height * width) != 0) {
            throw new IllegalArgumentException("x is " + of(x) + ", not pictures of " + height + " × " + width);
        }
        long outputs = (long) window.outputHeight(height) * window.outputWidth(width);
        if (window.outputHeight(height) < 1 || window.outputWidth(width) < 1) {
            throw new IllegalArgumentException(
                    "pictures of " + height + " × " + width + " are smaller than the " + window);
        }
        if (y.rows() != x.rows() / (height * width) * outputs) {
            throw new IllegalArgumentException("x is " + of(x) + ", y " + of(y) + ", needed " + outputs
                    + " rows for each picture of " + height + " × " + width);
        }
    }

    static void directionDistance(Mat x, Mat y, float[] weight, Mat d) {
        equal(x, y);
        perColumn(x, "weight", weight);
        if (d.rows() != x.rows() || d.cols() != 1) {
            throw new IllegalArgumentException("x is " + of(x) + ", d " + of(d));
        }
    }

    private static String of(Mat m) {
        return "(" + m.rows() + ", " + m.cols() + ")";
    }
}
