package vtp.generation;

import vtp.generation.config.SamplingConfig;

/**
 * The times between which a sampler steps, from 0, noise, to 1, latents: the reference's float32 numbers, to the bit.
 * The last is not always exactly 1 if the grid is shifted.
 */
final class TimeGrid {

    private TimeGrid() {}

    /** n points: n − 1 steps. */
    static float[] of(SamplingConfig config) {
        return of(config.points(), config.shift());
    }

    /**
     * PyTorch's linspace, from both ends to the middle, then τ ↦ s τ / (1 + (s − 1) τ) for a shift s above 0.
     *
     * @param points at least 2
     */
    static float[] of(int points, double shift) {
        float[] times = new float[points];
        float step = 1f / (points - 1);
        for (int i = 0; i < points; i++) {
            times[i] = i < points / 2 ? step * i : Math.fma(-step, points - 1 - i, 1f);
        }
        if (shift > 0) {
            float factor = (float) shift;
            float less = (float) (shift - 1.0);
            for (int i = 0; i < points; i++) {
                times[i] = factor * times[i] / (1 + less * times[i]);
            }
        }
        return times;
    }
}
