package vtp.engine.tensor;

/**
 * The directions in which some vectors differ most, found one after another by power iteration: v ← Xᵀ X v, made
 * orthogonal to those found before and brought to length 1. A direction may point either way.
 *
 * @since 0.1.0
 */
public final class PrincipalAxes {
    private static final int MOST_STEPS = 500;
    private static final double CLOSE_ENOUGH = 1e-10;
    /** A share of the spread that is rounding error. */
    private static final double NOTHING = 1e-10;

    private final double[] mean;
    private final double[][] directions;

    private PrincipalAxes(double[] mean, double[][] directions) {
        this.mean = mean;
        this.directions = directions;
    }

    /**
     * Finds directions.
     *
     * @param vectors of one width, at least one
     * @param count how many directions; one in which the vectors do not differ is zero
     */
    public static PrincipalAxes of(double[][] vectors, int count) {
        double[] mean = mean(vectors);
        double[][] centred = new double[vectors.length][];
        double totalSpread = 0;
        for (int t = 0; t < vectors.length; t++) {
            centred[t] = difference(vectors[t], mean);
            totalSpread += dot(centred[t], centred[t]);
        }
        PrincipalAxes axes = new PrincipalAxes(mean, new double[count][]);
        for (int k = 0; k < count; k++) {
            axes.directions[k] = axes.direction(k, centred, totalSpread);
        }
        return axes;
    }

    /**
     * Returns how far a vector lies from the mean along each direction, in their order.
     *
     * @param vector as wide as those that the directions were found from
     */
    public double[] components(double[] vector) {
        double[] centred = difference(vector, mean);
        double[] components = new double[directions.length];
        for (int k = 0; k < components.length; k++) {
            components[k] = dot(centred, directions[k]);
        }
        return components;
    }

    /** A direction, of length 1 or zero; a copy. */
    public double[] direction(int k) {
        return directions[k].clone();
    }

    private static double[] mean(double[][] vectors) {
        double[] mean = new double[vectors[0].length];
        for (double[] vector : vectors) {
            for (int c = 0; c < mean.length; c++) {
                mean[c] += vector[c] / vectors.length;
            }
        }
        return mean;
    }

    private static double[] difference(double[] a, double[] b) {
        double[] difference = new double[a.length];
        for (int c = 0; c < a.length; c++) {
            difference[c] = a[c] - b[c];
        }
        return difference;
    }

    /** The next direction; zero if the vectors do not differ in any other. */
    private double[] direction(int k, double[][] centred, double totalSpread) {
        double[] v = new double[mean.length];
        for (int c = 0; c < v.length; c++) {
            v[c] = Math.cos(k + 1 + c); // any start that is hardly orthogonal to what is looked for
        }
        makeOrthogonal(v, k);
        divide(v, Math.sqrt(dot(v, v)));
        for (int step = 0; step < MOST_STEPS; step++) {
            double[] next = product(centred, v);
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
        return v;
    }

    /** Xᵀ X v. */
    private static double[] product(double[][] centred, double[] v) {
        double[] sum = new double[v.length];
        for (double[] vector : centred) {
            double weight = dot(vector, v);
            for (int c = 0; c < sum.length; c++) {
                sum[c] += weight * vector[c];
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

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
