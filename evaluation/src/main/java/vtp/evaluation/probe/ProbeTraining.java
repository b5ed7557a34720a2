package vtp.evaluation.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import vtp.evaluation.ConfusionMatrix;
import vtp.evaluation.EvaluationException;
import vtp.evaluation.Measure;

/**
 * Trains a grid of linear classifiers as the reference does: the sum of their cross-entropies by stochastic gradient
 * descent with momentum 0.9, the rate of each falling as half a cosine over all steps. They do not influence each
 * other, and all see the same batches.
 *
 * <p>After each epoch the whole state goes to a file, and a run that was ended, however it was, goes on from there to
 * the same numbers, to the bit; so it does with any number of threads.
 *
 * @since 0.1.0
 */
public final class ProbeTraining {
    /** One of so many training pictures is held out. */
    private static final int HELD_OUT = 10;

    private static final int SPLIT = -1;

    private final Features train;
    private final Features validation;
    private final int classes;
    private final int channels;
    private final TrainingPlan plan;
    private final List<Head> heads;
    private final int[] trained;
    private final int[] heldOut;
    private final int[] validated;

    /**
     * A training, nothing of which is done yet.
     *
     * @param classes how many there are
     * @param channels C, a fifth of a row of features
     * @throws EvaluationException if there are too few pictures, or a label is not one of the classes
     */
    public ProbeTraining(
            Features train, Features validation, int classes, int channels, TrainingPlan plan, List<Head> heads)
            throws EvaluationException {
        this.train = train;
        this.validation = validation;
        this.classes = classes;
        this.channels = channels;
        this.plan = plan;
        this.heads = List.copyOf(heads);
        requireLabels("the training pictures", train, classes, true);
        requireLabels("the validation pictures", validation, classes, false);
        int[] all = IntStream.range(0, train.count()).toArray();
        int apart = plan.heldOut() ? Math.max(1, train.count() / HELD_OUT) : 0;
        if (plan.heldOut()) {
            SampleOrder.shuffle(all, KeyedRandom.of(plan.seed(), SPLIT));
        }
        heldOut = Arrays.copyOf(all, apart);
        trained = Arrays.copyOfRange(all, apart, all.length);
        validated = IntStream.range(0, validation.count()).toArray();
        if (trained.length == 0) {
            throw new EvaluationException("the training pictures", "are too few to hold any out");
        }
    }

    private static void requireLabels(String what, Features features, int classes, boolean everyClass)
            throws EvaluationException {
        boolean[] seen = new boolean[classes];
        for (int i = 0; i < features.count(); i++) {
            int label = features.label(i);
            if (label < 0 || label >= classes) {
                throw new EvaluationException(
                        what, "picture " + i + " is of class " + label + ", but there are " + classes + " classes");
            }
            seen[label] = true;
        }
        if (features.count() == 0) {
            throw new EvaluationException(what, "none of them could be used");
        }
        for (int label = 0; everyClass && label < classes; label++) {
            if (!seen[label]) {
                throw new EvaluationException(what, "none is of class " + label + ", so it cannot be learnt");
            }
        }
    }

    /** Hears how a training goes on. */
    public interface Listener {
        /** So many steps are done by now, those of earlier runs included. */
        default void progressed(long steps, long allSteps) {}

        /** An epoch has ended; how the best classifier so far does on the validation pictures, in per cent. */
        default void epoch(int epoch, double best) {}
    }

    /**
     * What has come of it.
     *
     * @param heads the classifiers, in their order
     * @param last the accuracy of each on the validation pictures after the last epoch
     * @param bestHead the number of the best
     * @param bestEpoch after which epoch it was best, from 0
     * @param best its accuracy on the validation pictures
     * @param confusion what it takes these for
     * @param weight of the best, (K, D), row-major
     * @param bias of the best, (K)
     */
    @SuppressWarnings("ArrayRecordComponent") // a result to be read, never compared
    public record Outcome(
            List<Head> heads,
            List<Measure> last,
            int bestHead,
            int bestEpoch,
            Measure best,
            ConfusionMatrix confusion,
            float[] weight,
            float[] bias) {}

    /**
     * Trains to the end.
     *
     * @param file where the state is kept between epochs; null for nowhere
     * @param settings what the features depend on, by name: a training that was begun with others is refused
     * @param restart whether a training that was begun is forgotten
     * @throws EvaluationException if a training was begun with something else, or a feature is not finite
     * @throws IOException if features cannot be read, or the state cannot be written
     */
    public Outcome run(
            @Nullable Path file, Map<String, String> settings, boolean restart, int threads, Listener listener)
            throws IOException {
        try (HeadGrid grid = new HeadGrid(heads, classes, channels, plan.batch(), threads)) {
            TrainingFile state = file == null ? null : new TrainingFile(file, all(settings));
            if (file != null && restart) {
                Files.deleteIfExists(file);
            }
            TrainingFile.Found found = state == null ? null : state.read(grid);
            TrainingHistory history = found == null ? new TrainingHistory() : found.history();
            TrainingFile.@Nullable Weights best = found == null ? null : found.best();
            if (found == null) {
                grid.initialise(plan.seed());
            }
            for (int epoch = history.epochs(); epoch < plan.epochs(); epoch++) {
                int done = epoch * plan.steps();
                grid.train(train, trained, plan, epoch, i -> listener.progressed(done + i, plan.allSteps()));
                long[] right = grid.right(validation, validated);
                if (history.add(right, plan.heldOut() ? grid.right(train, heldOut) : right)) {
                    best = TrainingFile.Weights.copyOf(
                            grid.states().get(history.best().head()));
                }
                if (state != null && best != null) {
                    state.write(grid, history, best);
                }
                listener.epoch(epoch, share(history.bestRight()).value());
            }
            return outcome(history, best, threads);
        }
    }

    private Outcome outcome(TrainingHistory history, TrainingFile.@Nullable Weights best, int threads)
            throws IOException {
        if (best == null) {
            throw new IllegalStateException("no epoch has ended");
        }
        List<Measure> last = IntStream.range(0, heads.size())
                .mapToObj(head -> share(history.right(history.epochs() - 1, head)))
                .toList();
        return new Outcome(
                heads,
                last,
                history.best().head(),
                history.best().epoch(),
                share(history.bestRight()),
                confusion(heads.get(history.best().head()), best, threads),
                best.weight(),
                best.bias());
    }

    private ConfusionMatrix confusion(Head head, TrainingFile.Weights weights, int threads) throws IOException {
        try (HeadGrid grid = new HeadGrid(List.of(head), classes, channels, plan.batch(), threads)) {
            weights.copyTo(grid.states().get(0));
            return grid.confusion(validation, validated);
        }
    }

    private Measure share(long right) {
        return Measure.share(right, validated.length);
    }

    private Map<String, String> all(Map<String, String> settings) {
        Map<String, String> all = new LinkedHashMap<>(settings);
        all.put("batch size", String.valueOf(plan.batch()));
        all.put("steps of an epoch", String.valueOf(plan.steps()));
        all.put("epochs", String.valueOf(plan.epochs()));
        all.put("held-out pictures", String.valueOf(heldOut.length));
        all.put("seed", String.valueOf(plan.seed()));
        all.put("classifiers", heads.stream().map(Head::name).collect(Collectors.joining("; ")));
        all.put("classes", String.valueOf(classes));
        all.put("pictures", train.count() + ", " + validation.count());
        return all;
    }
}
