package vtp.generation;

import java.util.Arrays;
import vtp.engine.tensor.Latents;

/**
 * Classifier-free guidance (Ho and Salimans, arXiv:2207.12598) as the reference has it. The state is the batch twice;
 * the network sees its first half twice, with the labels and without. In the guided channels both halves then follow v
 * = v_none + s (v_label − v_none), or v_label while the time is before the start; in the others each half follows its
 * own. Only the first half is a result. The second matters to {@link DormandPrince} alone, which watches both.
 */
final class GuidedVelocity implements Velocity {
    private final VelocityField field;
    private final int[] labels;
    private final float scale;
    private final float start;
    private final int channels;

    /**
     * Guidance of a batch.
     *
     * @param labels (B)
     * @param channels how many of the latents' channels are guided, from the first on, if there are so many
     */
    GuidedVelocity(VelocityField field, int[] labels, double scale, double start, int channels) {
        this.field = field;
        this.labels = Arrays.copyOf(labels, 2 * labels.length);
        Arrays.fill(
                this.labels, labels.length, 2 * labels.length, field.config().noLabel());
        this.scale = (float) scale;
        this.start = (float) start;
        this.channels = Math.min(channels, field.config().channels());
    }

    @Override
    public float[] at(float time, float[] x) {
        int half = x.length / 2;
        float[] twice = Arrays.copyOf(x, x.length);
        System.arraycopy(x, 0, twice, half, half);
        Latents v = field.velocity(Generator.batch(field.config(), twice), time, labels);
        float[] values = v.data();
        int each = 2 * half / labels.length;
        int guided = each / v.channels() * channels;
        for (int i = 0; i < half; i++) {
            if (i % each < guided) {
                float none = values[half + i];
                float guide = time < start ? values[i] : none + scale * (values[i] - none);
                values[i] = guide;
                values[half + i] = guide;
            }
        }
        return values;
    }
}
