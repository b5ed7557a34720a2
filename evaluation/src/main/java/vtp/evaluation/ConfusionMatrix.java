package vtp.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How often pictures of each class were taken for each class, (classes, classes), and what follows from it.
 *
 * @since 0.1.0
 */
public final class ConfusionMatrix {
    /** How many of the best count for {@link #topFive}. */
    private static final int FIVE = 5;

    private final int classes;
    private final int[] counts;
    private final int[] ofClass;
    private final int[] amongFive;

    /** @param classes how many there are, at least 1 */
    public ConfusionMatrix(int classes) {
        this.classes = classes;
        this.counts = new int[Math.multiplyExact(classes, classes)];
        this.ofClass = new int[classes];
        this.amongFive = new int[classes];
    }

    /**
     * Counts a picture.
     *
     * @param label its class
     * @param scores of each class; of equal ones that of the lower index is taken for the larger
     * @return the class of the largest
     * @throws IllegalArgumentException if there is no such class, or a score is NaN
     */
    public int add(long label, float[] scores) {
        if (label < 0 || label >= classes || scores.length != classes) {
            throw new IllegalArgumentException("label " + label + " and " + scores.length + " scores, but there are "
                    + classes + " classes, 0 to " + (classes - 1));
        }
        int best = 0;
        int before = 0;
        int target = (int) label;
        for (int i = 0; i < classes; i++) {
            if (Float.isNaN(scores[i])) {
                throw new IllegalArgumentException("the score of class " + i + " is not a number");
            }
            best = scores[i] > scores[best] ? i : best;
            before += scores[i] > scores[target] || (scores[i] == scores[target] && i < target) ? 1 : 0;
        }
        counts[target * classes + best]++;
        ofClass[target]++;
        amongFive[target] += before < FIVE ? 1 : 0;
        return best;
    }

    /** Returns how many classes there are. */
    public int classes() {
        return classes;
    }

    /** Returns how many pictures a class has. */
    public int pictures(int label) {
        return ofClass[label];
    }

    /** Returns how many pictures of one class were taken for another, or the same. */
    public int count(int label, int taken) {
        return counts[label * classes + taken];
    }

    /** Returns how many pictures of a class have it among the five largest scores, or as many as there are. */
    public int amongFive(int label) {
        return amongFive[label];
    }

    /** Returns the share of pictures whose class has the largest score. */
    public Measure topOne() {
        long right = 0;
        for (int i = 0; i < classes; i++) {
            right += count(i, i);
        }
        return Measure.share(right, total(ofClass));
    }

    /** Returns the share of pictures whose class is among the five largest scores; of all if there are fewer. */
    public Measure topFive() {
        return Measure.share(total(amongFive), total(ofClass));
    }

    /** Returns how many pictures were counted. */
    public long pictures() {
        return total(ofClass);
    }

    /** Returns how many classes have no picture. */
    public int empty() {
        int empty = 0;
        for (int count : ofClass) {
            empty += count == 0 ? 1 : 0;
        }
        return empty;
    }

    private static long total(int[] counts) {
        long sum = 0;
        for (int count : counts) {
            sum += count;
        }
        return sum;
    }

    /**
     * Pictures of one class that were taken for another.
     *
     * @param label the class they are of
     * @param taken the class they were taken for
     * @param count how many
     */
    public record Confusion(int label, int taken, int count) {}

    /** Returns what was taken for something else, the most frequent first; of equals by the classes' order. */
    public List<Confusion> confusions() {
        List<Confusion> all = new ArrayList<>();
        for (int label = 0; label < classes; label++) {
            for (int taken = 0; taken < classes; taken++) {
                if (label != taken && count(label, taken) > 0) {
                    all.add(new Confusion(label, taken, count(label, taken)));
                }
            }
        }
        all.sort(Comparator.comparingInt((Confusion confusion) -> -confusion.count));
        return all;
    }
}
