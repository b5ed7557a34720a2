package vtp.generation;

/**
 * Dormand and Prince's method 5(4) (J. Comp. Appl. Math. 6, 1980, 19–26) with Shampine's error estimate, as torchdiffeq
 * has it: times in float64, states in float32. The whole state is one system: its parts influence each other's steps. A
 * step is not cut at the times asked for; states there are read from a quartic through both ends and the middle, so the
 * last step goes beyond the last time.
 */
final class DormandPrince implements OdeSolver {
    private static final double[] NODES = {1.0 / 5, 3.0 / 10, 4.0 / 5, 8.0 / 9, 1, 1};
    private static final double[][] WEIGHTS = {
        {1.0 / 5},
        {3.0 / 40, 9.0 / 40},
        {44.0 / 45, -56.0 / 15, 32.0 / 9},
        {19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729},
        {9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656},
        {35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84},
    };
    private static final double[] ERROR = {
        35.0 / 384 - 1951.0 / 21600,
        0,
        500.0 / 1113 - 22642.0 / 50085,
        125.0 / 192 - 451.0 / 720,
        -2187.0 / 6784 + 12231.0 / 42400,
        11.0 / 84 - 649.0 / 6300,
        -1.0 / 60,
    };
    private static final double[] MIDDLE = {
        6025192743.0 / 30085553152.0 / 2,
        0,
        51252292925.0 / 65400821598.0 / 2,
        -2691868925.0 / 45128329728.0 / 2,
        187940372067.0 / 1594534317056.0 / 2,
        -1776094331.0 / 19743644256.0 / 2,
        11237099.0 / 235043384.0 / 2,
    };
    private static final int STAGES = NODES.length;
    private static final double ORDER = 5;
    private static final double SAFETY = 0.9;
    private static final double LARGEST_GROWTH = 10;
    private static final double SMALLEST_GROWTH = 0.2;

    private final double atol;
    private final double rtol;

    DormandPrince(double atol, double rtol) {
        this.atol = atol;
        this.rtol = rtol;
    }

    /**
     * A step that was accepted, or the beginning.
     *
     * @param from the time at its beginning
     * @param to the time at its end
     * @param next how far to go from there
     * @param x the state at its end
     * @param v the velocity there
     * @param quartic coefficients between its ends, of the powers 0 to 4
     */
    @SuppressWarnings("ArrayRecordComponent") // read, never compared
    private record Step(double from, double to, double next, float[] x, float[] v, float[][] quartic) {}

    @Override
    public float[] solve(Velocity velocity, float[] start, float[] times, Arrival arrival) {
        float[] v = velocity.at(times[0], start);
        double first = firstStep(velocity, start, v, times[0]);
        Step step = new Step(times[0], times[0], first, start, v, new float[][] {start});
        float[] x = start;
        for (int i = 1; i < times.length; i++) {
            while (times[i] > step.to()) {
                step = advance(velocity, step);
            }
            x = between(step, times[i]);
            arrival.at(i, x);
        }
        return x;
    }

    /** Hairer, Nørsett and Wanner's choice (Solving Ordinary Differential Equations I, 1993, p. 169). */
    private double firstStep(Velocity velocity, float[] x, float[] v, double time) {
        double d0 = size(x, x, x);
        double d1 = size(v, x, x);
        double h0 = d0 < 1e-5 || d1 < 1e-5 ? 1e-6 : 0.01 * d0 / d1;
        float[] ahead = velocity.at((float) (time + h0), sum(x, new float[][] {v}, new double[] {1}, h0));
        for (int i = 0; i < ahead.length; i++) {
            ahead[i] -= v[i];
        }
        double d2 = size(ahead, x, x) / h0;
        double h1 =
                d1 <= 1e-15 && d2 <= 1e-15 ? Math.max(1e-6, h0 * 1e-3) : Math.pow(0.01 / Math.max(d1, d2), 1 / ORDER);
        return Math.min(100 * h0, h1);
    }

    /** Tries a step: the same state with a shorter one to come, if the error is too large. */
    private Step advance(Velocity velocity, Step before) {
        double h = before.next();
        double from = before.to();
        if (!(from + h > from)) {
            throw new ArithmeticException("the steps of dopri5 have become too small at time " + (float) from
                    + ": the network's velocities are too rough for the tolerances");
        }
        float[][] v = new float[STAGES + 1][];
        v[0] = before.v();
        float[] x = before.x();
        for (int s = 0; s < STAGES; s++) {
            x = sum(before.x(), v, WEIGHTS[s], h);
            double time = from + NODES[s] * h;
            v[s + 1] = velocity.at(NODES[s] == 1 ? Math.nextDown((float) (from + h)) : (float) time, x);
        }
        float[] error = sum(new float[x.length], v, ERROR, h);
        double ratio = size(error, before.x(), x);
        double next = h * growth(ratio);
        if (!(ratio <= 1)) {
            return new Step(before.from(), from, next, before.x(), before.v(), before.quartic());
        }
        return new Step(from, from + h, next, x, v[STAGES], quartic(before.x(), x, v, (float) h));
    }

    private static double growth(double ratio) {
        if (ratio == 0) {
            return LARGEST_GROWTH;
        }
        double least = ratio < 1 ? 1 : SMALLEST_GROWTH;
        return Math.min(LARGEST_GROWTH, Math.max(SAFETY * Math.pow(ratio, -1 / ORDER), least));
    }

    /** x + h Σ weights[i] v[i]. */
    private static float[] sum(float[] x, float[][] v, double[] weights, double h) {
        float[] sum = new float[x.length];
        for (int i = 0; i < weights.length; i++) {
            float factor = (float) weights[i] * (float) h;
            if (factor != 0) {
                for (int k = 0; k < sum.length; k++) {
                    sum[k] += factor * v[i][k];
                }
            }
        }
        for (int k = 0; k < sum.length; k++) {
            sum[k] += x[k];
        }
        return sum;
    }

    /** The root mean square of values over their tolerances, which follow the larger of two states. */
    private double size(float[] values, float[] x, float[] y) {
        double squares = 0;
        for (int i = 0; i < values.length; i++) {
            double tolerance = atol + rtol * Math.max(Math.abs(x[i]), Math.abs(y[i]));
            squares += values[i] / tolerance * (values[i] / tolerance);
        }
        return Math.sqrt(squares / values.length);
    }

    private static float[][] quartic(float[] x, float[] y, float[][] v, float h) {
        float[] middle = sum(x, v, MIDDLE, h);
        float[] v0 = v[0];
        float[] v1 = v[STAGES];
        float[][] c = new float[5][x.length];
        c[0] = x;
        for (int i = 0; i < x.length; i++) {
            c[1][i] = h * v0[i];
            c[2][i] = h * (v1[i] - 4 * v0[i]) - 11 * x[i] - 5 * y[i] + 16 * middle[i];
            c[3][i] = h * (5 * v0[i] - 3 * v1[i]) + 18 * x[i] + 14 * y[i] - 32 * middle[i];
            c[4][i] = 2 * h * (v1[i] - v0[i]) - 8 * (y[i] + x[i]) + 16 * middle[i];
        }
        return c;
    }

    private static float[] between(Step step, double time) {
        float u = (float) ((time - step.from()) / (step.to() - step.from()));
        float[] x = step.quartic()[0].clone();
        float power = 1;
        for (int n = 1; n < step.quartic().length; n++) {
            power *= u;
            for (int i = 0; i < x.length; i++) {
                x[i] += power * step.quartic()[n][i];
            }
        }
        return x;
    }
}
