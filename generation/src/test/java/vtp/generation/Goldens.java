package vtp.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import vtp.generation.config.DitConfig;
import vtp.loader.Checkpoint;
import vtp.loader.Json;

/** What the reference's network and sampler make of synthetic weights and inputs. */
public final class Goldens {
    private final Map<String, float[]> values = new HashMap<>();
    private final Map<String, List<Long>> shapes = new HashMap<>();
    private final Map<String, String> metadata;

    /** Reads {@code testdata/goldens/eval/NAME.safetensors}. */
    public Goldens(String name) throws IOException {
        Path file = Path.of("..", "testdata", "goldens", "eval", name + ".safetensors");
        try (Checkpoint tensors = Checkpoint.open(file)) {
            metadata = tensors.metadata();
            for (var tensor : tensors.stored().values()) {
                double[] wide = new double[Math.toIntExact(tensor.elementCount())];
                tensor.reader().doubles(0, wide);
                float[] narrow = new float[wide.length];
                for (int i = 0; i < wide.length; i++) {
                    narrow[i] = (float) wide[i];
                }
                values.put(tensor.name(), narrow);
                shapes.put(tensor.name(), tensor.shape());
            }
        }
    }

    /** A JSON object of the metadata. */
    public Map<String, Object> json(String key) throws IOException {
        return Json.readObject(key, metadata.get(key).getBytes(StandardCharsets.UTF_8));
    }

    /** A text of the metadata. */
    public String text(String key) {
        return metadata.get(key);
    }

    public float[] values(String name) {
        return values.get(name).clone();
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    public int[] ints(String name) {
        float[] all = values.get(name);
        int[] ints = new int[all.length];
        for (int i = 0; i < all.length; i++) {
            ints[i] = (int) all[i];
        }
        return ints;
    }

    public int size(String name, int dimension) {
        return Math.toIntExact(shapes.get(name).get(dimension));
    }

    /** The architecture that the reference's constructor makes of these arguments. */
    public static DitConfig config(Map<?, ?> arguments) {
        return new DitConfig(
                number(arguments, "depth"),
                number(arguments, "hidden_size"),
                number(arguments, "num_heads"),
                number(arguments, "patch_size"),
                number(arguments, "input_size"),
                number(arguments, "in_channels"),
                number(arguments, "num_classes"),
                flag(arguments, "use_qknorm"),
                flag(arguments, "use_rmsnorm"),
                flag(arguments, "use_swiglu"),
                flag(arguments, "use_rope"),
                flag(arguments, "wo_shift"),
                flag(arguments, "learn_sigma"));
    }

    private static int number(Map<?, ?> arguments, String name) {
        return ((Number) arguments.get(name)).intValue();
    }

    private static boolean flag(Map<?, ?> arguments, String name) {
        return (Boolean) arguments.get(name);
    }

    /** Errors are counted in the expected values' standard deviations. */
    public static void assertClose(String what, float[] actual, float[] expected, double rms, double largest) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        double mean = 0;
        for (float e : expected) {
            mean += (double) e / expected.length;
        }
        double variance = 0;
        double squares = 0;
        double worst = 0;
        for (int i = 0; i < expected.length; i++) {
            double error = (double) actual[i] - expected[i];
            variance += (expected[i] - mean) * (expected[i] - mean) / expected.length;
            squares += error * error / expected.length;
            worst = Math.max(worst, Double.isNaN(error) ? Double.MAX_VALUE : Math.abs(error));
        }
        double deviation = Math.sqrt(variance);
        assertThat(Math.sqrt(squares) / deviation)
                .as("root mean square error of %s", what)
                .isLessThan(rms);
        assertThat(worst / deviation).as("largest error of %s", what).isLessThan(largest);
    }
}
