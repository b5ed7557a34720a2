package vtp.evaluation.frechet;

import java.util.Arrays;

/**
 * The Inception score (Salimans et al., arXiv:1606.03498) as OpenAI's evaluator takes it: pictures in groups, in order;
 * of each exp(mean over pictures of Σ p (ln p − ln mean p)); the mean over the groups. p is the softmax of the logits.
 *
 * @since 0.1.0
 */
public final class InceptionScore {
    /** Pictures of a group. */
    public static final int GROUP = 5000;

    private final int classes;
    private final int group;
    private final double[] sums;
    private double negativeEntropy;
    private int pending;
    private double scores;
    private int groups;

    /**
     * Begins with no picture.
     *
     * @param classes logits of a picture
     * @param group pictures of a group; the last may have fewer
     */
    public InceptionScore(int classes, int group) {
        this.classes = classes;
        this.group = group;
        sums = new double[classes];
    }

    /** Adds pictures: a row of logits each, one after another. */
    public void add(float[] logits) {
        for (int from = 0; from < logits.length; from += classes) {
            addRow(logits, from);
            if (++pending == group) {
                scores += scoreOfGroup();
                groups++;
                begin();
            }
        }
    }

    private void addRow(float[] logits, int from) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < classes; i++) {
            max = Math.max(max, logits[from + i]);
        }
        double total = 0;
        for (int i = 0; i < classes; i++) {
            total += Math.exp(logits[from + i] - max);
        }
        for (int i = 0; i < classes; i++) {
            double p = Math.exp(logits[from + i] - max) / total;
            sums[i] += p;
            negativeEntropy += p * (logits[from + i] - max - Math.log(total));
        }
    }

    /** A class that no picture has a share of counts nothing. */
    private double scoreOfGroup() {
        double crossEntropy = 0;
        for (double sum : sums) {
            double mean = sum / pending;
            crossEntropy += mean == 0 ? 0 : mean * Math.log(mean);
        }
        return Math.exp(negativeEntropy / pending - crossEntropy);
    }

    private void begin() {
        Arrays.fill(sums, 0);
        negativeEntropy = 0;
        pending = 0;
    }

    /** Returns the score of what was added so far; NaN of nothing. */
    public double value() {
        return pending == 0 ? scores / groups : (scores + scoreOfGroup()) / (groups + 1);
    }
}
