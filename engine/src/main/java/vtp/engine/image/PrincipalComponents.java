package vtp.engine.image;

import vtp.engine.tensor.PrincipalAxes;
import vtp.engine.tensor.TokenFeatures;

/**
 * Paints the patches of a picture by the directions in which their features differ most, {@link PrincipalAxes}.
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
    /** A share of the spread that is rounding error. */
    private static final double NOTHING = 1e-10;

    private PrincipalComponents() {}

    /**
     * Paints the patches of a picture: the first three components as red, green and blue, each from its smallest to its
     * largest value, a square of {@code patch} pixels for each.
     *
     * @param features of one picture; of a batch, the first
     * @param patch side of a square in the painting, in pixels
     * @return (patch · h, patch · w)
     */
    public static Rgb paint(TokenFeatures features, int patch) {
        double[][] vectors = vectors(features);
        PrincipalAxes axes = PrincipalAxes.of(vectors, COLOURS);
        byte[][] levels = new byte[COLOURS][];
        for (int k = 0; k < COLOURS; k++) {
            double[] components = new double[vectors.length];
            for (int t = 0; t < vectors.length; t++) {
                components[t] = axes.components(vectors[t])[k];
            }
            boolean inwards = pointsInwards(components, axes.direction(k), features);
            levels[k] = levels(inwards ? components : negated(components));
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

    private static double[][] vectors(TokenFeatures features) {
        int width = features.channels();
        double[][] vectors = new double[features.height() * features.width()][width];
        for (int t = 0; t < vectors.length; t++) {
            for (int c = 0; c < width; c++) {
                vectors[t][c] = features.patch()[t * width + c];
            }
        }
        return vectors;
    }

    private static boolean pointsInwards(double[] components, double[] direction, TokenFeatures features) {
        double edge = 0;
        double size = 0;
        for (int t = 0; t < components.length; t++) {
            // The sum of all is 0, so that of the middle is the opposite.
            edge += isAtEdge(t, features) ? components[t] : 0;
            size += Math.abs(components[t]);
        }
        return Math.abs(edge) > NOTHING * size ? edge < 0 : largest(direction) > 0;
    }

    private static boolean isAtEdge(int token, TokenFeatures features) {
        int y = token / features.width();
        int x = token % features.width();
        return y == 0 || x == 0 || y == features.height() - 1 || x == features.width() - 1;
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
