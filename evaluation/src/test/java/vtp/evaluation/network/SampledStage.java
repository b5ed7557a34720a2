package vtp.evaluation.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import vtp.evaluation.Goldens;

/**
 * A stage of the reference, (1, C, H, W): its size, the root of its mean square, and some of its elements, at (k ·
 * 2654435761) mod count.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SampledStage(int channels, int height, int width, double rms, double[] sample) {

    static SampledStage of(Goldens goldens, String name) throws IOException {
        double[] shape = goldens.values(name + ".shape");
        return new SampledStage(
                (int) shape[1],
                (int) shape[2],
                (int) shape[3],
                goldens.value(name + ".rms"),
                goldens.values(name + ".sample"));
    }

    /** The sample may be apart by {@code rmsLimit} of the stage's size in the mean, by {@code limit} at most. */
    void check(String name, Planes actual, double rmsLimit, double limit) {
        assertThat(actual.shape()).as(name).isEqualTo(new Shape(height, width, channels));
        long count = (long) channels * height * width;
        double squares = 0;
        for (int k = 0; k < sample.length; k++) {
            long at = count <= sample.length ? k : k * 2654435761L % count;
            int pixel = (int) (at % ((long) height * width));
            int channel = (int) (at / ((long) height * width));
            double difference = actual.mat().get(pixel, channel) - sample[k];
            assertThat(difference).as("%s, element %d", name, at).isCloseTo(0, within(limit * rms));
            squares += difference * difference;
        }
        assertThat(Math.sqrt(squares / sample.length)).as(name).isLessThanOrEqualTo(rmsLimit * rms);
        double all = 0;
        for (float value : actual.mat().toArray()) {
            all += (double) value * value;
        }
        assertThat(Math.sqrt(all / count)).as("rms of %s", name).isCloseTo(rms, within(rmsLimit * rms));
    }
}
