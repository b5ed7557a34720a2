package vtp.bench;

import java.io.IOException;
import java.util.Map;
import java.util.SplittableRandom;
import vtp.evaluation.probe.Features;
import vtp.evaluation.probe.Head;
import vtp.evaluation.probe.ProbeTraining;
import vtp.evaluation.probe.TrainingPlan;

/** Steps of training the 26 classifiers of a probe, as wide as Small's, on made-up features of 1,000 classes. */
final class ProbeSteps {
    /** Pictures of a step, as in the reference. */
    static final int BATCH = 128;

    private static final int CLASSES = 1000;
    private static final int CHANNELS = 384;
    private static final int PICTURES = 4 * CLASSES;
    private static final int WARM = 5;

    private ProbeSteps() {}

    /** Hears when steps are done. */
    interface Clock {
        /** The first steps, which do not count, are done. */
        void begin();

        /** All steps are done. */
        void end();
    }

    /** Trains for so many steps that count, and a few before. */
    static void run(int threads, int steps, Clock clock) {
        TrainingPlan plan = new TrainingPlan(BATCH, WARM + steps, 1, false, 0);
        try {
            new ProbeTraining(new MadeUp(PICTURES), new MadeUp(1), CLASSES, CHANNELS, plan, Head.grid())
                    .run(null, Map.of(), false, threads, new ProbeTraining.Listener() {
                        @Override
                        public void progressed(long done, long all) {
                            if (done == WARM) {
                                clock.begin();
                            } else if (done == all) {
                                clock.end();
                            }
                        }
                    });
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Noise: of each picture another part of the same. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record MadeUp(int count, float[] noise) implements Features {
        MadeUp(int count) {
            this(count, new float[5 * CHANNELS + PICTURES]);
            SplittableRandom random = new SplittableRandom(1);
            for (int i = 0; i < noise.length; i++) {
                noise[i] = (float) random.nextGaussian();
            }
        }

        @Override
        public int views() {
            return 1;
        }

        @Override
        public int label(int picture) {
            return picture % CLASSES;
        }

        @Override
        public void read(int picture, int view, float[] into, int at) {
            System.arraycopy(noise, picture, into, at, 5 * CHANNELS);
        }
    }
}
