package vtp.evaluation.probe;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntConsumer;
import java.util.function.ObjIntConsumer;
import java.util.function.ToDoubleFunction;
import vtp.evaluation.ConfusionMatrix;
import vtp.evaluation.EvaluationException;
import vtp.kernels.Kernels;
import vtp.kernels.Workers;

/**
 * Heads that are trained on the same batches, each by itself: what one thread computes of one head depends neither on
 * the other heads nor on how many threads there are.
 */
final class HeadGrid implements AutoCloseable {
    private static final int VIEW = -2;

    private final List<HeadState> states = new ArrayList<>();
    private final int classes;
    private final Arena arena = Arena.ofShared();
    private final Workers workers;
    private final Kernels kernels;
    private final FeatureBatch batch;
    private final int capacity;
    private final int[] blocks;
    private final ConcurrentLinkedQueue<HeadState.Scratch> scratches = new ConcurrentLinkedQueue<>();

    /**
     * Heads whose weights are zero.
     *
     * @param classes K
     * @param channels C, a fifth of a row of features
     * @param capacity the largest batch
     */
    HeadGrid(List<Head> heads, int classes, int channels, int capacity, int threads) {
        this.classes = classes;
        this.capacity = capacity;
        workers = new Workers(threads);
        kernels = Kernels.create(workers);
        batch = new FeatureBatch(workers, kernels, arena, channels, capacity);
        blocks = heads.stream().mapToInt(Head::blocks).distinct().toArray();
        int longest = 0;
        for (Head head : heads) {
            states.add(new HeadState(head, classes, channels, arena));
            longest = Math.max(longest, head.inputLength(channels));
        }
        for (int i = 0; i < threads; i++) {
            scratches.add(new HeadState.Scratch(arena, classes, capacity, longest));
        }
    }

    /** Draws the first weights of all heads. */
    void initialise(long seed) {
        for (int i = 0; i < states.size(); i++) {
            states.get(i).initialise(KeyedRandom.of(seed, i));
        }
    }

    List<HeadState> states() {
        return states;
    }

    FeatureBatch batch() {
        return batch;
    }

    int classes() {
        return classes;
    }

    /** Which view of a picture is taken. */
    interface Views {
        int of(int picture);
    }

    /**
     * Reads pictures into the batch.
     *
     * @throws EvaluationException if a number is not finite
     */
    void read(Features features, int[] pictures, int from, int count, Views views) throws IOException {
        int length = batch.rowLength();
        for (int i = 0; i < count; i++) {
            int picture = pictures[from + i];
            features.read(picture, views.of(picture), batch.values(), i * length);
            batch.labels()[i] = features.label(picture);
            float sum = 0;
            for (int at = i * length; at < (i + 1) * length; at++) {
                sum += batch.values()[at];
            }
            if (!Float.isFinite(sum)) {
                throw new EvaluationException("features", "those of picture " + picture + " are not finite numbers");
            }
        }
    }

    /**
     * Trains for an epoch.
     *
     * @param pictures which are trained on, by number
     * @param progressed is told how many steps of the epoch are done
     */
    void train(Features features, int[] pictures, TrainingPlan plan, int epoch, IntConsumer progressed)
            throws IOException {
        SampleOrder order = new SampleOrder(plan.seed(), epoch, pictures);
        int[] next = new int[plan.batch()];
        int drawn = features.views() - 1;
        Views views = picture -> drawn == 0
                ? 0
                : 1 + KeyedRandom.of(plan.seed(), VIEW, epoch, picture).nextInt(drawn);
        for (int i = 0; i < plan.steps(); i++) {
            Arrays.setAll(next, any -> order.next());
            read(features, next, 0, next.length, views);
            long step = (long) epoch * plan.steps() + i;
            step(next.length, head -> head.rate(plan.batch(), step, plan.allSteps()));
            progressed.accept(i + 1);
        }
    }

    /**
     * Takes a step with the batch.
     *
     * @return the loss of each head
     */
    double[] step(int count, ToDoubleFunction<Head> rate) {
        batch.pack(count, blocks, true);
        double[] losses = new double[states.size()];
        each((scratch, i) -> {
            HeadState state = states.get(i);
            losses[i] = state.step(batch, rate.applyAsDouble(state.head()), kernels, scratch);
        });
        return losses;
    }

    /** Classifies pictures with all heads, and returns how many each gets right. */
    long[] right(Features features, int[] pictures) throws IOException {
        long[] right = new long[states.size()];
        eachBatch(
                features,
                pictures,
                () -> each((scratch, i) -> {
                    int[] taken = new int[batch.count()];
                    states.get(i).predict(batch, kernels, scratch, taken);
                    for (int b = 0; b < taken.length; b++) {
                        right[i] += taken[b] == batch.labels()[b] ? 1 : 0;
                    }
                }));
        return right;
    }

    /** Classifies pictures with the first head, as {@link #right} does, and returns what it takes them for. */
    ConfusionMatrix confusion(Features features, int[] pictures) throws IOException {
        ConfusionMatrix confusion = new ConfusionMatrix(classes);
        eachBatch(features, pictures, () -> {
            float[] scores = states.get(0).scores(batch, kernels, scratches.element());
            for (int b = 0; b < batch.count(); b++) {
                confusion.add(batch.labels()[b], Arrays.copyOfRange(scores, b * classes, (b + 1) * classes));
            }
        });
        return confusion;
    }

    private void eachBatch(Features features, int[] pictures, Runnable work) throws IOException {
        for (int from = 0; from < pictures.length; from += capacity) {
            int count = Math.min(capacity, pictures.length - from);
            read(features, pictures, from, count, picture -> 0);
            batch.pack(count, blocks, false);
            work.run();
        }
    }

    private void each(ObjIntConsumer<HeadState.Scratch> work) {
        workers.run(states.size(), i -> {
            HeadState.Scratch scratch = scratches.remove();
            try {
                work.accept(scratch, i);
            } finally {
                scratches.add(scratch);
            }
        });
    }

    @Override
    public void close() {
        kernels.close();
        workers.close();
        arena.close();
    }
}
