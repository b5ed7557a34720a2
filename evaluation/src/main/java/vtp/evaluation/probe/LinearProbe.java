package vtp.evaluation.probe;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vtp.engine.VtpModel;
import vtp.engine.image.Rgb;
import vtp.engine.tensor.Scores;
import vtp.evaluation.EvaluationException;
import vtp.loader.AtomicFile;
import vtp.loader.Checkpoint;
import vtp.loader.Dtype;
import vtp.loader.FloatReader;
import vtp.loader.JsonStrings;
import vtp.loader.TensorInfo;
import vtp.loader.TensorSpec;
import vtp.loader.TensorWriter;

/**
 * A classifier that was trained on features of a model: logits = W x + b, kept as a safetensors file.
 *
 * @param classes their names, in the order of the rows
 * @param blocks of how many of the last blocks it sees the class tokens
 * @param weight W, (K, (blocks + 1) · C), row-major
 * @param bias b, (K)
 * @param facts what else the file says, by name: of the model, the training, the accuracy
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record LinearProbe(List<String> classes, int blocks, float[] weight, float[] bias, Map<String, String> facts) {
    private static final String KIND = "kind";
    private static final String KIND_OF_PROBE = "vtp-linear-probe-1";
    private static final String CLASSES = "classes";
    private static final String BLOCKS = "blocks";

    /** Writes the file, all of it or nothing; one that is there is replaced. */
    public void write(Path file) throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>(facts);
        metadata.put(KIND, KIND_OF_PROBE);
        metadata.put(CLASSES, JsonStrings.write(classes));
        metadata.put(BLOCKS, String.valueOf(blocks));
        int rows = classes.size();
        List<TensorSpec> specs = List.of(
                TensorSpec.of("weight", Dtype.F32, rows, weight.length / rows), TensorSpec.of("bias", Dtype.F32, rows));
        AtomicFile target = AtomicFile.open(file, AtomicFile.Existing.REPLACE);
        try (TensorWriter writer = TensorWriter.safetensors(target, specs, metadata)) {
            writer.write(MemorySegment.ofArray(weight));
            writer.write(MemorySegment.ofArray(bias));
            writer.finish();
        }
    }

    /**
     * Reads a file.
     *
     * @throws EvaluationException if it holds something else
     * @throws vtp.loader.LoaderException if it is no safetensors file, or cannot be read
     */
    public static LinearProbe read(Path file) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            Map<String, String> metadata = checkpoint.metadata();
            if (!KIND_OF_PROBE.equals(metadata.get(KIND))) {
                throw new EvaluationException(
                        file.toString(), "is no classifier; \"vtp teach\" and \"vtp eval probe\" write such files");
            }
            List<String> classes =
                    JsonStrings.read(String.valueOf(metadata.get(CLASSES))).orElse(List.of());
            int blocks = Integer.parseInt(String.valueOf(metadata.get(BLOCKS)));
            TensorInfo weight = checkpoint.require("weight");
            TensorInfo bias = checkpoint.require("bias");
            List<Long> shape = weight.shape();
            long rows = classes.size();
            if (blocks < 1
                    || blocks > ProbeEncoder.BLOCKS
                    || rows == 0
                    || shape.size() != 2
                    || shape.get(0) != rows
                    || shape.get(1) % (blocks + 1) != 0
                    || !bias.shape().equals(List.of(rows))) {
                throw new EvaluationException(
                        file.toString(),
                        "has " + rows + " classes and " + blocks + " blocks, but weights of shape " + shape + " and "
                                + bias.shape());
            }
            float[] weights = new float[Math.toIntExact(weight.elementCount())];
            float[] biases = new float[Math.toIntExact(rows)];
            FloatReader.of(checkpoint, weight).floats(0, weights);
            FloatReader.of(checkpoint, bias).floats(0, biases);
            return new LinearProbe(classes, blocks, weights, biases, metadata);
        } catch (NumberFormatException e) {
            throw new EvaluationException(file.toString(), "does not say how many blocks it sees");
        }
    }

    /** Returns C, the width of the model that it is for. */
    public int channels() {
        return weight.length / classes.size() / (blocks + 1);
    }

    /**
     * Classifies a picture.
     *
     * @param model the one that it was trained with
     * @return a probability for each class
     * @throws IllegalArgumentException if the model is of another width
     */
    public float[] classify(VtpModel model, Rgb picture) {
        if (model.config().trunk().width() != channels()) {
            throw new IllegalArgumentException("the classifier is for a model of width " + channels() + ", not "
                    + model.config().trunk().width());
        }
        return probabilities(new ProbeEncoder(model, 0, 0).encode(picture)[0]);
    }

    /**
     * Classifies a row of features.
     *
     * @param features 5 · C numbers, as {@link ProbeEncoder} has them
     * @return a probability for each class
     */
    public float[] probabilities(float[] features) {
        int from = new Head(blocks, 0).inputFrom(channels());
        int length = weight.length / classes.size();
        float[] logits = new float[classes.size()];
        for (int k = 0; k < logits.length; k++) {
            double sum = bias[k];
            for (int i = 0; i < length; i++) {
                sum += (double) weight[k * length + i] * features[from + i];
            }
            logits[k] = (float) sum;
        }
        return new Scores(logits, 1, logits.length).softmax().data();
    }
}
