package vtp.generation;

import vtp.generation.config.SamplingConfig;

/** Follows dx / dt = v(x, t) along a grid of times. */
interface OdeSolver {

    /** Is told the state at each time of the grid but the first, in their order. */
    @FunctionalInterface
    interface Arrival {
        /** Point {@code point} of the grid; {@code state} may be read during the call. */
        void at(int point, float[] state);
    }

    /**
     * Goes from the first time to the last.
     *
     * @param start the state at the first time; left as it is
     * @return the state at the last
     */
    float[] solve(Velocity velocity, float[] start, float[] times, Arrival arrival);

    /** The solver that a configuration names. */
    static OdeSolver of(SamplingConfig config) {
        return switch (config.solver()) {
            case EULER -> OdeSolver::euler;
            case HEUN -> OdeSolver::heun;
            case DOPRI5 -> new DormandPrince(config.atol(), config.rtol());
        };
    }

    private static float[] euler(Velocity velocity, float[] start, float[] times, Arrival arrival) {
        float[] x = start.clone();
        for (int i = 1; i < times.length; i++) {
            add(x, times[i] - times[i - 1], velocity.at(times[i - 1], x));
            arrival.at(i, x);
        }
        return x;
    }

    private static float[] heun(Velocity velocity, float[] start, float[] times, Arrival arrival) {
        float[] x = start.clone();
        for (int i = 1; i < times.length; i++) {
            float step = times[i] - times[i - 1];
            float[] before = velocity.at(times[i - 1], x);
            float[] ahead = x.clone();
            add(ahead, step, before);
            add(before, 1, velocity.at(times[i], ahead));
            add(x, step / 2, before);
            arrival.at(i, x);
        }
        return x;
    }

    /** x += factor · v. */
    private static void add(float[] x, float factor, float[] v) {
        for (int i = 0; i < x.length; i++) {
            x[i] += factor * v[i];
        }
    }
}
