package vtp.evaluation.probe;

import java.lang.foreign.Arena;
import java.util.SplittableRandom;
import vtp.kernels.Kernels;
import vtp.kernels.Mat;

/**
 * A head in training: one layer, and the momentum of stochastic gradient descent. v ← 0.9 v + g, w ← w − rate · v,
 * without weight decay, float32.
 */
final class HeadState {
    private static final float MOMENTUM = 0.9f;
    private static final float INITIAL = 0.01f;

    /** Rows of the gradient that are made at a time: they stay in the cache until they are applied. */
    private static final int BLOCK_ROWS = 32;

    private final Head head;
    private final int classes;
    private final int width;
    /** (K, D), and how it changes. */
    private final Mat weights;

    private final Mat velocity;
    private final float[] bias;
    private final float[] biasVelocity;

    HeadState(Head head, int classes, int channels, Arena arena) {
        this.head = head;
        this.classes = classes;
        this.width = head.inputLength(channels);
        this.weights = Mat.allocate(arena, classes, width);
        this.velocity = Mat.allocate(arena, classes, width);
        this.bias = new float[classes];
        this.biasVelocity = new float[classes];
    }

    /** Begins anew: weights from N(0, 0.01²), all else 0. */
    void initialise(SplittableRandom random) {
        float[] row = new float[width];
        for (int k = 0; k < classes; k++) {
            for (int i = 0; i < width; i++) {
                row[i] = INITIAL * (float) random.nextGaussian();
            }
            weights.copyRowFrom(k, row, 0);
            velocity.copyRowFrom(k, new float[width], 0);
            bias[k] = 0;
            biasVelocity[k] = 0;
        }
    }

    Head head() {
        return head;
    }

    Mat weights() {
        return weights;
    }

    Mat velocity() {
        return velocity;
    }

    float[] bias() {
        return bias;
    }

    float[] biasVelocity() {
        return biasVelocity;
    }

    /** What a thread works with; of the largest batch and the longest input. */
    static final class Scratch {
        final Mat scores;
        final Mat probabilities;
        final Mat gradient;
        final float[] column;
        final float[] row;
        final float[] gradientRow;
        final float[] velocityRow;

        Scratch(Arena arena, int classes, int batch, int width) {
            scores = Mat.allocate(arena, classes, batch);
            probabilities = Mat.allocate(arena, batch, classes);
            gradient = Mat.allocate(arena, Math.min(BLOCK_ROWS, classes), width);
            column = new float[classes * batch];
            row = new float[Math.max(width, Math.max(classes, batch))];
            gradientRow = new float[width];
            velocityRow = new float[width];
        }
    }

    /** logits[k · B + b] = W[k] · x[b] + bias[k], to {@code scratch.column}. */
    private void logits(FeatureBatch batch, Kernels kernels, Scratch scratch) {
        int count = batch.count();
        Mat scores = scratch.scores.cols(0, count);
        kernels.linear(weights, batch.rows(head.blocks()), scores); // (K, D) · (D, B)
        for (int k = 0; k < classes; k++) {
            scores.copyRowTo(k, scratch.column, k * count);
            for (int b = 0; b < count; b++) {
                scratch.column[k * count + b] += bias[k];
            }
        }
    }

    /** Returns the logits of each sample, (B, K); those of a head that has diverged, NaN, as the smallest. */
    float[] scores(FeatureBatch batch, Kernels kernels, Scratch scratch) {
        logits(batch, kernels, scratch);
        int count = batch.count();
        float[] scores = new float[count * classes];
        for (int b = 0; b < count; b++) {
            for (int k = 0; k < classes; k++) {
                float logit = scratch.column[k * count + b];
                scores[b * classes + k] = Float.isNaN(logit) ? Float.NEGATIVE_INFINITY : logit;
            }
        }
        return scores;
    }

    /** Finds for each sample the first class of the largest logit; a NaN never counts as larger than another. */
    void predict(FeatureBatch batch, Kernels kernels, Scratch scratch, int[] into) {
        logits(batch, kernels, scratch);
        int count = batch.count();
        for (int b = 0; b < count; b++) {
            int best = 0;
            for (int k = 1; k < classes; k++) {
                best = scratch.column[k * count + b] > scratch.column[best * count + b] ? k : best;
            }
            into[b] = best;
        }
    }

    /**
     * Takes a step.
     *
     * @return the mean cross-entropy before it
     */
    double step(FeatureBatch batch, double rate, Kernels kernels, Scratch scratch) {
        logits(batch, kernels, scratch);
        double loss = turnToGradients(batch, kernels, scratch);
        int count = batch.count();
        Mat gradients = scratch.scores.cols(0, count);
        for (int from = 0; from < classes; from += BLOCK_ROWS) {
            int rows = Math.min(BLOCK_ROWS, classes - from);
            Mat gradient = scratch.gradient.rows(0, rows).cols(0, width);
            kernels.linear(gradients.rows(from, rows), batch.columns(head.blocks()), gradient); // (rows, B) · (B, D)
            for (int k = from; k < from + rows; k++) {
                descend(k, gradient, k - from, (float) rate, scratch);
            }
        }
        descendBias(count, (float) rate, scratch);
        return loss;
    }

    /** (softmax(logits) − the label's 1) / B, to {@code scratch.scores} and {@code scratch.column}. */
    private double turnToGradients(FeatureBatch batch, Kernels kernels, Scratch scratch) {
        int count = batch.count();
        Mat probabilities = scratch.probabilities.rows(0, count);
        double loss = 0;
        for (int b = 0; b < count; b++) {
            for (int k = 0; k < classes; k++) {
                scratch.row[k] = scratch.column[k * count + b];
            }
            probabilities.copyRowFrom(b, scratch.row, 0);
        }
        kernels.softmax(probabilities, probabilities);
        for (int b = 0; b < count; b++) {
            probabilities.copyRowTo(b, scratch.row, 0);
            int label = batch.labels()[b];
            loss += loss(scratch, b, count, label);
            for (int k = 0; k < classes; k++) {
                scratch.column[k * count + b] = (scratch.row[k] - (k == label ? 1 : 0)) / count;
            }
        }
        for (int k = 0; k < classes; k++) {
            scratch.scores.cols(0, count).copyRowFrom(k, scratch.column, k * count);
        }
        return loss / count;
    }

    /** log Σ exp − the label's logit; the largest probability, 1 / Σ exp(logit − largest), never is 0. */
    private double loss(Scratch scratch, int b, int count, int label) {
        int best = 0;
        for (int k = 1; k < classes; k++) {
            best = scratch.row[k] > scratch.row[best] ? k : best;
        }
        float largest = scratch.column[best * count + b];
        return (double) largest - scratch.column[label * count + b] - Math.log(scratch.row[best]);
    }

    private void descend(int k, Mat gradient, int row, float rate, Scratch scratch) {
        float[] g = scratch.gradientRow;
        float[] v = scratch.velocityRow;
        float[] w = scratch.row;
        gradient.copyRowTo(row, g, 0);
        velocity.copyRowTo(k, v, 0);
        weights.copyRowTo(k, w, 0);
        for (int i = 0; i < width; i++) {
            v[i] = MOMENTUM * v[i] + g[i];
        }
        for (int i = 0; i < width; i++) {
            w[i] -= rate * v[i];
        }
        velocity.copyRowFrom(k, v, 0);
        weights.copyRowFrom(k, w, 0);
    }

    /** The biases' step, whose gradient is the sum over the batch. */
    private void descendBias(int count, float rate, Scratch scratch) {
        for (int k = 0; k < classes; k++) {
            double sum = 0;
            for (int b = 0; b < count; b++) {
                sum += scratch.column[k * count + b];
            }
            biasVelocity[k] = MOMENTUM * biasVelocity[k] + (float) sum;
            bias[k] -= rate * biasVelocity[k];
        }
    }
}
