package vtp.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Clusters of points by k-means: each point belongs to the closest centre, each centre is the mean of its points.
 *
 * <p>Of the libraries that have it, Hipparchus would add 2.0 MB to the program for these lines, Smile more, and Commons
 * Math 3 has had no release since 2016.
 */
final class Clusters {
    private static final int MOST_STEPS = 100;
    private static final int SEED = 1;

    private final List<double[]> centres;

    private Clusters(List<double[]> centres) {
        this.centres = centres;
    }

    /**
     * Finds clusters, the same ones for the same points.
     *
     * @param points of one width, at least one
     * @param count how many there are at most; fewer if there are fewer different points
     */
    static Clusters of(double[][] points, int count) {
        Clusters clusters = new Clusters(first(points, count));
        int[] before = new int[points.length];
        Arrays.fill(before, -1);
        for (int step = 0; step < MOST_STEPS; step++) {
            int[] now = Arrays.stream(points).mapToInt(clusters::closest).toArray();
            if (Arrays.equals(before, now)) {
                break;
            }
            clusters.centre(points, now);
            before = now;
        }
        return clusters;
    }

    /** k-means++: each next centre is a point, drawn by the square of its distance to the centres before. */
    private static List<double[]> first(double[][] points, int count) {
        Random random = new Random(SEED);
        List<double[]> centres = new ArrayList<>();
        centres.add(points[random.nextInt(points.length)].clone());
        double[] distances = new double[points.length];
        Arrays.fill(distances, Double.POSITIVE_INFINITY);
        while (centres.size() < count) {
            double sum = 0;
            for (int i = 0; i < points.length; i++) {
                distances[i] = Math.min(distances[i], squaredDistance(points[i], centres.getLast()));
                sum += distances[i];
            }
            if (sum == 0) {
                break;
            }
            double rest = random.nextDouble() * sum;
            int drawn = 0;
            while (drawn < points.length - 1 && rest >= distances[drawn]) {
                rest -= distances[drawn];
                drawn++;
            }
            centres.add(points[drawn].clone());
        }
        return centres;
    }

    /** Moves each centre to the mean of its points; one without points stays. */
    private void centre(double[][] points, int[] clusters) {
        for (int k = 0; k < centres.size(); k++) {
            double[] sum = new double[points[0].length];
            int members = 0;
            for (int i = 0; i < points.length; i++) {
                if (clusters[i] == k) {
                    members++;
                    for (int c = 0; c < sum.length; c++) {
                        sum[c] += points[i][c];
                    }
                }
            }
            for (int c = 0; c < sum.length && members > 0; c++) {
                centres.get(k)[c] = sum[c] / members;
            }
        }
    }

    /** The number of the centre that is closest to a point. */
    int closest(double[] point) {
        int closest = 0;
        for (int k = 1; k < centres.size(); k++) {
            if (squaredDistance(point, centres.get(k)) < squaredDistance(point, centres.get(closest))) {
                closest = k;
            }
        }
        return closest;
    }

    private static double squaredDistance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return sum;
    }
}
