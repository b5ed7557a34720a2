package vtp.cli.command;

import java.util.List;
import vtp.cli.console.Console;
import vtp.cli.console.Progress;
import vtp.cli.option.LabelOptions;
import vtp.engine.VtpModel;
import vtp.engine.tensor.Embeddings;

/**
 * CLIP features of labels, as zero-shot classification takes them: the mean of the features, each of length 1, of a
 * label's prompts, brought to length 1 again.
 */
final class LabelFeatures {
    /** So many prompts at a time keep all cores busy, and the progress bar moving. */
    private static final int PROMPTS_AT_A_TIME = 256;
    /** As the reference's normalize has it. */
    private static final double SHORTEST = 1e-12;

    private LabelFeatures() {}

    /** The features, (labels, width). */
    static Embeddings of(VtpModel model, List<String> labels, List<String> templates, Console console) {
        int atATime = Math.max(1, PROMPTS_AT_A_TIME / templates.size());
        float[][] rows = new float[labels.size()][];
        try (Progress progress = console.progress("labels", labels.size())) {
            for (int from = 0; from < labels.size(); from += atATime) {
                List<String> some = labels.subList(from, Math.min(labels.size(), from + atATime));
                Embeddings prompts = model.textFeatures(some.stream()
                        .flatMap(label -> LabelOptions.prompts(label, templates).stream())
                        .toList());
                for (int i = 0; i < some.size(); i++) {
                    rows[from + i] = normalisedMean(prompts, i * templates.size(), templates.size());
                }
                progress.step(some.size());
            }
        }
        return join(rows);
    }

    private static float[] normalisedMean(Embeddings prompts, int from, int count) {
        int width = prompts.width();
        double[] sum = new double[width];
        for (int p = from; p < from + count; p++) {
            for (int c = 0; c < width; c++) {
                sum[c] += prompts.data()[p * width + c];
            }
        }
        double squares = 0;
        for (double value : sum) {
            squares += (value / count) * (value / count);
        }
        double length = Math.max(Math.sqrt(squares), SHORTEST);
        float[] mean = new float[width];
        for (int c = 0; c < width; c++) {
            mean[c] = (float) (sum[c] / count / length);
        }
        return mean;
    }

    private static Embeddings join(float[][] rows) {
        int width = rows[0].length;
        float[] data = new float[Math.multiplyExact(rows.length, width)];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, data, i * width, width);
        }
        return new Embeddings(data, rows.length, width);
    }
}
