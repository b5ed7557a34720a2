package vtp.engine.verify;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vtp.engine.VtpModel;
import vtp.engine.config.ModelException;
import vtp.engine.image.Pixels;
import vtp.engine.image.Rgb;
import vtp.loader.Checkpoint;
import vtp.loader.TensorInfo;

/**
 * Outputs of the reference implementation on one picture and some prompts, stage by stage, to compare a model with.
 *
 * <p>The file holds {@code image}, uint8 (H, W, 3), {@code ids}, int64 (P, L), if there are prompts, and stages by the
 * names of {@link VtpModel#trace}: whole, or {@code <stage>.sample}, 64 values at the evenly spaced indices ⌊i · count
 * / 64⌋, with {@code <stage>.stats}, mean, standard deviation, minimum, maximum.
 *
 * <p>The limits: the reference itself differs, between one thread and two, by 4·10⁻⁴ of a stage's standard deviation,
 * 3·10⁻³ at worst, since a difference in the last bit of a query may flip its rounding to bfloat16. Before the first
 * rotary embedding, and in the text tower, which has none, by 7·10⁻⁷.
 *
 * @since 0.1.0
 */
public final class Golden {
    private static final String IMAGE = "image";
    private static final String IDS = "ids";
    private static final String SAMPLE = ".sample";
    private static final String STATS = ".stats";

    private final Rgb image;
    private final List<int[]> ids;
    private final Map<String, double[]> values;

    private Golden(Rgb image, List<int[]> ids, Map<String, double[]> values) {
        this.image = image;
        this.ids = ids;
        this.values = values;
    }

    /**
     * Reads a golden.
     *
     * @throws ModelException if it has no picture, stages of texts without {@code ids}, or a tensor of another type or
     *     shape
     * @throws IOException if it is no safetensors file, or cannot be read
     */
    public static Golden read(Path file) throws IOException {
        try (Checkpoint tensors = Checkpoint.open(file)) {
            Map<String, double[]> values = new LinkedHashMap<>();
            Map<String, List<Long>> shapes = new HashMap<>();
            for (TensorInfo info : tensors.tensors().values()) {
                values.put(info.name(), NumberTensor.read(tensors, info));
                shapes.put(info.name(), info.shape());
            }
            String where = tensors.name();
            Rgb image = image(values.remove(IMAGE), shapes.get(IMAGE), where);
            Golden golden = new Golden(image, ids(values.remove(IDS), shapes.get(IDS), where), values);
            golden.requireIdsForTexts(where);
            return golden;
        }
    }

    /** Without them the stages of texts could only be called missing. */
    private void requireIdsForTexts(String where) throws ModelException {
        List<String> ofTexts = stages().stream().filter(Golden::isOfTexts).toList();
        if (ids.isEmpty() && !ofTexts.isEmpty()) {
            throw new ModelException(
                    where,
                    "has " + ofTexts.size() + " stages of texts (" + ofTexts.get(0)
                            + " is one) but not the prompts that" + " they were made from; add their token ids as "
                            + IDS + ", int64 (prompts, length)");
        }
    }

    private static boolean isOfTexts(String stage) {
        return stage.startsWith("text.")
                || stage.startsWith("clip.text")
                || stage.equals("logits")
                || stage.equals("probs");
    }

    private static Rgb image(double @Nullable [] levels, @Nullable List<Long> shape, String where)
            throws ModelException {
        if (levels == null || shape == null || shape.size() != 3 || shape.get(2) != Rgb.CHANNELS) {
            throw new ModelException(where, "a golden needs the picture it was made from: image, uint8 (H, W, 3)");
        }
        byte[] bytes = new byte[levels.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) levels[i];
        }
        return new Rgb(Math.toIntExact(shape.get(0)), Math.toIntExact(shape.get(1)), bytes);
    }

    private static List<int[]> ids(double @Nullable [] values, @Nullable List<Long> shape, String where)
            throws ModelException {
        List<int[]> prompts = new ArrayList<>();
        if (values == null || shape == null) {
            return prompts;
        }
        if (shape.size() != 2) {
            throw new ModelException(where, "tensor ids has the shape " + shape + "; it must be (prompts, ids)");
        }
        int length = Math.toIntExact(shape.get(1));
        for (int p = 0; p < shape.get(0); p++) {
            int[] prompt = new int[length];
            for (int i = 0; i < length; i++) {
                prompt[i] = (int) values[p * length + i];
            }
            prompts.add(prompt);
        }
        return prompts;
    }

    /** The picture. */
    public Rgb image() {
        return image;
    }

    /** The token ids of the prompts, padded; empty if there are none. */
    public List<int[]> ids() {
        return List.copyOf(ids);
    }

    /** The names of its stages. */
    public Set<String> stages() {
        Set<String> stages = new LinkedHashSet<>();
        for (String tensor : values.keySet()) {
            stages.add(tensor.replaceFirst("\\.(sample|stats)$", ""));
        }
        return stages;
    }

    /**
     * Runs a model on the picture and the prompts: the errors of all stages of the golden, in the order of computation.
     */
    public List<StageError> compare(VtpModel model) {
        List<StageError> errors = new ArrayList<>();
        Set<String> left = stages();
        model.trace(Pixels.normalise(image), ids, (stage, actual, shape) -> {
            if (left.remove(stage)) {
                errors.add(compare(stage, actual));
            }
        });
        for (String stage : left) {
            errors.add(StageLimits.of(stage).error(stage, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY));
        }
        return errors;
    }

    /** The error of one stage, which the golden must have. */
    StageError compare(String stage, float[] actual) {
        double[] whole = values.get(stage);
        return whole == null ? compareSample(stage, actual) : compareWhole(stage, actual, whole);
    }

    private static StageError compareWhole(String stage, float[] actual, double[] expected) {
        StageLimits limits = StageLimits.of(stage);
        if (actual.length != expected.length) {
            return limits.error(stage, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
        }
        return limits.measure(stage, actual, expected, SampleStats.of(expected).deviation(), false);
    }

    private StageError compareSample(String stage, float[] actual) {
        StageLimits limits = StageLimits.of(stage);
        double[] sample = values.get(stage + SAMPLE);
        double[] stats = values.get(stage + STATS);
        if (sample == null || stats == null || stats.length != 4) {
            return limits.error(stage, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
        }
        float[] picked = new float[sample.length];
        for (int i = 0; i < picked.length; i++) {
            picked[i] = actual[(int) ((long) i * actual.length / picked.length)];
        }
        StageError error = limits.measure(stage, picked, sample, stats[1], true);
        if (limits.kind() != StageLimits.Kind.RELATIVE) {
            return error;
        }
        // An error of r (root mean square) moves mean and deviation by r at most; one of m (largest) the extremes by m.
        SampleStats moments = SampleStats.of(actual);
        double rms = Math.max(Math.abs(moments.mean() - stats[0]), Math.abs(moments.deviation() - stats[1])) / stats[1];
        double largest =
                Math.max(Math.abs(moments.smallest() - stats[2]), Math.abs(moments.largest() - stats[3])) / stats[1];
        return limits.error(stage, Math.max(rms, error.rms()), Math.max(largest, error.largest()));
    }
}
