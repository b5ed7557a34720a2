package vtp.search;

import java.util.List;
import vtp.engine.tensor.PrincipalAxes;

/** The directions in which features differ most, and clusters along these. */
final class Plane {
    /** The first two are shown; the clusters are found in all. */
    private static final int COMPONENTS = 8;

    private final PrincipalAxes axes;
    private final Clusters clusters;

    /**
     * Finds directions and clusters.
     *
     * @param sample features of one width of at least 2, one at least
     * @param clusters at least 1
     */
    Plane(List<float[]> sample, int clusters) {
        double[][] rows = sample.stream().map(Plane::doubles).toArray(double[][]::new);
        axes = PrincipalAxes.of(rows, Math.min(COMPONENTS, rows[0].length));
        for (int i = 0; i < rows.length; i++) {
            rows[i] = axes.components(rows[i]);
        }
        this.clusters = Clusters.of(rows, clusters);
    }

    private static double[] doubles(float[] feature) {
        double[] row = new double[feature.length];
        for (int c = 0; c < row.length; c++) {
            row[c] = feature[c];
        }
        return row;
    }

    /** A feature along the directions. */
    double[] components(float[] feature) {
        return axes.components(doubles(feature));
    }

    /** The number of the closest cluster. */
    int cluster(double[] components) {
        return clusters.closest(components);
    }
}
