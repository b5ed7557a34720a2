package vtp.engine.image;

import vtp.engine.tensor.TokenFeatures;

/**
 * The directions in which some vectors differ most, found one after another by power iteration: v ← Xᵀ X v, made
 * orthogonal to those found before and brought to length 1.
 *
 * <p>A direction may point either way; here it points from the edge of the picture inwards: what lies along the edge,
 * mostly the background, has the smaller mean, and comes out darker than what stands in the middle. So pictures keep to
 * one convention of colours. Where edge and middle have the same mean, the largest component of the direction is
 * positive.
 *
 * @since 0.1.0
 */
public final class PrincipalComponents {
    private static final int COLOURS = 3;
    private static final int MOST_STEPS = 500;
    private static final double CLOSE_ENOUGH = 1e-10;
    /** A share of the spread that is rounding error. */
    private static final double NOTHING = 1e-10;

    /** The centred vectors, (count, width). */
    private final double[][] vectors;

    /** The sum of their squares. */
    private final double totalSpread;

    private final double[][] directions = new double[COLOURS][];

    /** Whether each vector is that of a patch at the edge of the picture. */
    private final boolean[] atEdge;

    private PrincipalComponents(double[][] vectors, boolean[] atEdge) {
        this.vectors = vectors;
        this.atEdge = atEdge;
        this.totalSpread = totalSpread(vectors);
        for (int k = 0; k < COLOURS; k++) {
            directions[k] = direction(k);
        }
    }

    /**
     * Paints the patches of a picture: the first three components as red, green and blue, each from its smallest to its
     * largest value, a square of {@code patch} pixels for each.
     *
     * @param features of one picture; of a batch, the first
     * @param patch side of a square in the painting, in pixels
     * @return (patch · h, patch · w)
     */
    public static Rgb paint(TokenFeatures features, int patch) {
        PrincipalComponents components = new PrincipalComponents(centred(features), edge(features));
        byte[][] levels = new byte[COLOURS][];
        for (int k = 0; k < COLOURS; k++) {
            levels[k] = levels(components.along(components.directions[k]));
        }
        int height = features.height() * patch;
        int width = features.width() * patch;
        byte[] data = new byte[height * width * COLOURS];
        for (int i = 0; i < data.length; i++) {
            int pixel = i / COLOURS;
            int token = pixel / width / patch * features.width() + pixel % width / patch;
            data[i] = levels[i % COLOURS][token];
        }
        return new Rgb(height, width, data);
    }

    private static boolean[] edge(TokenFeatures features) {
        boolean[] edge = new boolean[features.height() * features.width()];
        for (int i = 0; i < edge.length; i++) {
            int y = i / features.width();
            int x = i % features.width();
            edge[i] = y == 0 || x == 0 || y == features.height() - 1 || x == features.width() - 1;
        }
        return edge;
    }

    private static double totalSpread(double[][] vectors) {
        double sum = 0;
        for (double[] vector : vectors) {
            sum += dot(vector, vector);
        }
        return sum;
    }

    private static double[][] centred(TokenFeatures features) {
        int count = features.height() * features.width();
        int width = features.channels();
        double[][] rows = new double[count][width];
        for (int c = 0; c < width; c++) {
            double mean = 0;
            for (int t = 0; t < count; t++) {
                mean += features.patch()[t * width + c] / (double) count;
            }
            for (int t = 0; t < count; t++) {
                rows[t][c] = features.patch()[t * width + c] - mean;
            }
        }
        return rows;
    }

    /** The next direction; zero if the vectors do not differ in any other. */
    private double[] direction(int k) {
        double[] v = new double[vectors[0].length];
        for (int c = 0; c < v.length; c++) {
            v[c] = Math.cos(k + 1 + c); // any start that is hardly orthogonal to what is looked for
        }
        makeOrthogonal(v, k);
        divide(v, Math.sqrt(dot(v, v)));
        for (int step = 0; step < MOST_STEPS; step++) {
            double[] next = weightedSum(along(v));
            makeOrthogonal(next, k);
            double spread = Math.sqrt(dot(next, next));
            if (spread <= NOTHING * totalSpread) {
                return new double[v.length];
            }
            divide(next, spread);
            double change = 1 - Math.abs(dot(v, next));
            v = next;
            if (change < CLOSE_ENOUGH) {
                break;
            }
        }
        return pointsInwards(v) ? v : negated(v);
    }

    /** The component of each vector along a direction. */
    private double[] along(double[] direction) {
        double[] components = new double[vectors.length];
        for (int t = 0; t < vectors.length; t++) {
            components[t] = dot(vectors[t], direction);
        }
        return components;
    }

    private double[] weightedSum(double[] weights) {
        double[] sum = new double[vectors[0].length];
        for (int t = 0; t < vectors.length; t++) {
            for (int c = 0; c < sum.length; c++) {
                sum[c] += weights[t] * vectors[t][c];
            }
        }
        return sum;
    }

    /** Takes out the directions found so far. */
    private void makeOrthogonal(double[] v, int found) {
        for (int k = 0; k < found; k++) {
            double component = dot(v, directions[k]);
            for (int c = 0; c < v.length; c++) {
                v[c] -= component * directions[k][c];
            }
        }
    }

    private static void divide(double[] v, double divisor) {
        for (int c = 0; c < v.length; c++) {
            v[c] /= divisor;
        }
    }

    private boolean pointsInwards(double[] v) {
        double[] components = along(v);
        double edge = 0;
        double size = 0;
        for (int t = 0; t < components.length; t++) {
            edge += atEdge[t] ? components[t] : 0; // the sum of all is 0, so that of the middle is the opposite
            size += Math.abs(components[t]);
        }
        return Math.abs(edge) > NOTHING * size ? edge < 0 : largest(v) > 0;
    }

    private static double largest(double[] v) {
        double largest = 0;
        for (double value : v) {
            largest = Math.abs(value) > Math.abs(largest) ? value : largest;
        }
        return largest;
    }

    private static double[] negated(double[] v) {
        double[] opposite = new double[v.length];
        for (int c = 0; c < v.length; c++) {
            opposite[c] = -v[c];
        }
        return opposite;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** From the smallest value, 0, to the largest, 255; grey if all are the same. */
    private static byte[] levels(double[] values) {
        double smallest = Double.POSITIVE_INFINITY;
        double largest = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            smallest = Math.min(smallest, value);
            largest = Math.max(largest, value);
        }
        byte[] levels = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            double share = largest > smallest ? (values[i] - smallest) / (largest - smallest) : 0.5;
            levels[i] = (byte) Math.round(255 * share);
        }
        return levels;
    }
}
