package vtp.evaluation.probe;

import java.util.ArrayList;
import java.util.List;

/**
 * One of the classifiers that are trained together.
 *
 * @param blocks of how many of the last blocks it sees the class tokens, 1 to 4
 * @param rate its learning rate for batches of 256; it grows with the batch
 * @since 0.1.0
 */
public record Head(int blocks, double rate) {
    private static final double[] RATES = {1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 0.1};
    private static final double BATCH_OF_RATES = 256;

    /** The reference's 26 classifiers, in its order: of one block, then of four, by rising rate. */
    public static List<Head> grid() {
        List<Head> heads = new ArrayList<>();
        for (int blocks : new int[] {1, ProbeEncoder.BLOCKS}) {
            for (double rate : RATES) {
                heads.add(new Head(blocks, rate));
            }
        }
        return heads;
    }

    /** "1 block, rate 2.0E-5": unlike the reference's names, no two are the same. */
    public String name() {
        return blocks + (blocks == 1 ? " block" : " blocks") + ", rate " + rate;
    }

    /**
     * The learning rate of a step: it falls as half a cosine.
     *
     * @param batch samples of a step
     * @param step from 0
     * @param steps of the whole training
     */
    double rate(int batch, long step, long steps) {
        return rate * batch / BATCH_OF_RATES * 0.5 * (1 + Math.cos(Math.PI * step / steps));
    }

    /** Where its input begins in a row of features of some width. */
    int inputFrom(int channels) {
        return (ProbeEncoder.BLOCKS - blocks) * channels;
    }

    /** How long its input is. */
    int inputLength(int channels) {
        return (blocks + 1) * channels;
    }
}
