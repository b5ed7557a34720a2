package vtp.evaluation.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How many pictures each head got right after each epoch, and which is the best so far. */
final class TrainingHistory {
    /** For each epoch, of each head, of the validation pictures. */
    private final List<long[]> validation = new ArrayList<>();
    /** Likewise of those that choose: the same, or the held out ones. */
    private final List<long[]> choosing = new ArrayList<>();

    private @Nullable Best best;

    /**
     * The best head, after an epoch.
     *
     * @param head its number
     * @param epoch from 0
     */
    record Best(int head, int epoch) {}

    int epochs() {
        return validation.size();
    }

    /** Adds an epoch; returns whether it has a new best. Of equals the first is the best. */
    boolean add(long[] ofValidation, long[] ofChoosing) {
        validation.add(ofValidation);
        choosing.add(ofChoosing);
        int epoch = validation.size() - 1;
        boolean better = false;
        for (int head = 0; head < ofChoosing.length; head++) {
            if (best == null || ofChoosing[head] > choosing.get(best.epoch)[best.head]) {
                best = new Best(head, epoch);
                better = true;
            }
        }
        return better;
    }

    Best best() {
        if (best == null) {
            throw new IllegalStateException("no epoch has ended");
        }
        return best;
    }

    long right(int epoch, int head) {
        return validation.get(epoch)[head];
    }

    /** How many of the validation pictures the best got right. */
    long bestRight() {
        return right(best().epoch, best().head);
    }

    /** All counts in one line. */
    String text() {
        return lines(validation) + "/" + lines(choosing);
    }

    private static String lines(List<long[]> epochs) {
        return epochs.stream()
                .map(counts -> Arrays.stream(counts).mapToObj(String::valueOf).collect(Collectors.joining(" ")))
                .collect(Collectors.joining(";"));
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    static TrainingHistory parse(String text) {
        String[] halves = text.split("/", -1);
        String[] validation = halves[0].split(";", -1);
        String[] choosing = halves[halves.length - 1].split(";", -1);
        if (halves.length != 2 || validation.length != choosing.length) {
            throw new IllegalArgumentException("no history: " + text);
        }
        TrainingHistory history = new TrainingHistory();
        for (int i = 0; i < validation.length; i++) {
            history.add(counts(validation[i]), counts(choosing[i]));
        }
        return history;
    }

    private static long[] counts(String line) {
        return Arrays.stream(line.split(" ", -1)).mapToLong(Long::parseLong).toArray();
    }
}
