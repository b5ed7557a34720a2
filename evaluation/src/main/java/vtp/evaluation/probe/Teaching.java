package vtp.evaluation.probe;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import vtp.evaluation.EvaluationException;
import vtp.evaluation.Measure;

/**
 * Teaches a classifier a few pictures of each class, and says how good it will be.
 *
 * <p>The pictures are dealt to up to five folds, and each fold is classified by heads that were trained on the others.
 * For each fold the head is chosen by the results of the other folds alone: its own pictures neither train nor choose
 * what they are classified by. What is handed out is the head that did best on all folds, trained on all pictures.
 *
 * @since 0.1.0
 */
public final class Teaching {
    private static final int MOST_FOLDS = 5;
    private static final int DEAL = -3;
    private static final TrainingPlan PLAN = new TrainingPlan(64, 200, 1, false, 0);

    private final Features features;
    private final int classes;
    private final int channels;
    private final int threads;
    private final List<Head> heads = Head.grid();

    /**
     * What has been learnt.
     *
     * @param head the classifier that was chosen
     * @param weight (K, D), row-major
     * @param bias (K)
     * @param accuracy of classifiers like it on pictures that they had not seen; null if a class has one picture only
     * @param folds how many trainings that took; 0 if a class has one picture only
     */
    @SuppressWarnings("ArrayRecordComponent") // a result to be read, never compared
    public record Learnt(
            Head head,
            float[] weight,
            float[] bias,
            @Nullable Measure accuracy,
            int folds) {}

    /**
     * A lesson, which has not begun yet.
     *
     * @param classes how many there are, at least 2
     * @param channels C, a fifth of a row of features
     */
    public Teaching(Features features, int classes, int channels, int threads) {
        this.features = features;
        this.classes = classes;
        this.channels = channels;
        this.threads = threads;
    }

    /** Returns how many trainings there will be: one for each fold, and one for all. */
    public int trainings() {
        int folds = folds();
        return folds < 2 ? 1 : folds + 1;
    }

    private int folds() {
        int[] counts = new int[classes];
        for (int i = 0; i < features.count(); i++) {
            counts[features.label(i)]++;
        }
        return Math.min(MOST_FOLDS, Arrays.stream(counts).min().orElse(0));
    }

    /**
     * Teaches.
     *
     * @param progressed is told how many trainings are done
     * @throws EvaluationException if a class has no picture, or a feature is not finite
     */
    public Learnt run(IntConsumer progressed) throws IOException {
        int folds = folds();
        if (folds == 0) {
            throw new EvaluationException("the pictures", "none can be used of one of the classes");
        }
        int[] all = IntStream.range(0, features.count()).toArray();
        if (folds == 1) {
            Head usual = new Head(ProbeEncoder.BLOCKS, 1e-2);
            return learn(usual, all, null, 0);
        }
        int[] fold = deal(folds);
        List<long[]> right = new ArrayList<>();
        for (int f = 0; f < folds; f++) {
            right.add(test(fold, f));
            progressed.accept(f + 1);
        }
        long known = 0;
        for (int f = 0; f < folds; f++) {
            known += right.get(f)[best(right, f)];
        }
        Measure accuracy = Measure.share(known, features.count());
        return learn(heads.get(best(right, -1)), all, accuracy, folds);
    }

    /** Deals the pictures of each class to the folds, in random order. */
    private int[] deal(int folds) {
        int[] order = IntStream.range(0, features.count()).toArray();
        SampleOrder.shuffle(order, KeyedRandom.of(PLAN.seed(), DEAL));
        int[] fold = new int[order.length];
        int[] dealt = new int[classes];
        for (int picture : order) {
            fold[picture] = dealt[features.label(picture)]++ % folds;
        }
        return fold;
    }

    /** How many pictures of a fold each head gets right that was trained on the others. */
    private long[] test(int[] fold, int tested) throws IOException {
        int[] others =
                IntStream.range(0, fold.length).filter(i -> fold[i] != tested).toArray();
        int[] own =
                IntStream.range(0, fold.length).filter(i -> fold[i] == tested).toArray();
        try (HeadGrid grid = trained(heads, others)) {
            return grid.right(features, own);
        }
    }

    private HeadGrid trained(List<Head> some, int[] pictures) throws IOException {
        HeadGrid grid = new HeadGrid(some, classes, channels, PLAN.batch(), threads);
        try {
            grid.initialise(PLAN.seed());
            grid.train(features, pictures, PLAN, 0, step -> {});
            return grid;
        } catch (Throwable e) {
            grid.close();
            throw e;
        }
    }

    /** The head with most right in all folds but one; the first of equals. */
    private int best(List<long[]> right, int without) {
        long[] sums = new long[heads.size()];
        for (int f = 0; f < right.size(); f++) {
            for (int head = 0; head < sums.length && f != without; head++) {
                sums[head] += right.get(f)[head];
            }
        }
        return IntStream.range(0, sums.length).reduce(0, (a, b) -> sums[b] > sums[a] ? b : a);
    }

    private Learnt learn(Head head, int[] all, @Nullable Measure accuracy, int folds) throws IOException {
        try (HeadGrid grid = trained(List.of(head), all)) {
            HeadState state = grid.states().get(0);
            return new Learnt(head, state.weights().toArray(), state.bias().clone(), accuracy, folds);
        }
    }
}
