package vtp.spark;

import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.SparkFiles;
import vtp.datasets.PlanSettings;
import vtp.engine.Models;
import vtp.engine.config.WeightType;
import vtp.engine.files.CheckpointDigest;
import vtp.engine.files.ModelSource;
import vtp.engine.files.UserCache;
import vtp.engine.image.Orientation;

/**
 * Which model is used, and how. It travels to the executors; the model does not, each finds it by its name there, and
 * refuses it if its sum is another.
 *
 * @param model as {@link Models#find(String)} takes it, or {@code files:NAME} for a file that {@code --files} has
 *     distributed, beside its {@code config.json}
 * @param sha256 of its weights; empty until it is {@linkplain #checked known}
 * @param weights how they are kept
 * @param size the side of the prepared picture; 0 for that of the model
 * @param orientation whether pictures are turned upright
 * @param failing whether a bad picture fails the job, and does not just give null
 * @since 0.1.0
 */
public record VtpOptions(
        String model, String sha256, WeightType weights, int size, Orientation orientation, boolean failing)
        implements Serializable {
    @Serial
    private static final long serialVersionUID = 1;

    /** What the names of settings begin with, in the configuration of Spark and of sessions. */
    public static final String PREFIX = "spark.vtp.";

    private static final String DISTRIBUTED = "files:";

    /** The built-in model, upright pictures, nulls for the bad ones. */
    public static VtpOptions defaults() {
        return new VtpOptions(Models.BUILT_IN, "", WeightType.F32, 0, Orientation.EXIF, false);
    }

    /**
     * Reads settings, by their names without {@value #PREFIX} or with it: {@code model}, {@code sha256}, {@code
     * weights} (f32, bf16), {@code size}, {@code orientation} (exif, stored), {@code failures} (null, fail). Spark's
     * other settings do not matter; an unknown one with the prefix is refused.
     *
     * @throws IllegalArgumentException if a name or value means nothing; it says which
     */
    public static VtpOptions of(Map<String, String> settings) {
        VtpOptions options = defaults();
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            String name = setting.getKey();
            if (name.startsWith(PREFIX)) {
                options = options.with(name.substring(PREFIX.length()), setting.getValue());
            } else if (!name.startsWith("spark.")) {
                options = options.with(name, setting.getValue());
            }
        }
        return options;
    }

    private VtpOptions with(String name, String value) {
        return switch (name) {
            case "model" -> new VtpOptions(value, sha256, weights, size, orientation, failing);
            case "sha256" -> new VtpOptions(model, value.toLowerCase(Locale.ROOT), weights, size, orientation, failing);
            case "weights" ->
                new VtpOptions(model, sha256, constant(WeightType.class, name, value), size, orientation, failing);
            case "size" -> new VtpOptions(model, sha256, weights, number(value), orientation, failing);
            case "orientation" ->
                new VtpOptions(model, sha256, weights, size, constant(Orientation.class, name, value), failing);
            case "failures" ->
                new VtpOptions(
                        model,
                        sha256,
                        weights,
                        size,
                        orientation,
                        constant(Failures.class, name, value) == Failures.FAIL);
            default ->
                throw new IllegalArgumentException(PREFIX + name
                        + ": no such setting; there are model, sha256, weights, size, orientation, failures");
        };
    }

    private enum Failures {
        NULL,
        FAIL
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String name, String value) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equalsIgnoreCase(value)) {
                return constant;
            }
        }
        String known = String.join(
                ", ",
                Arrays.stream(type.getEnumConstants()).map(PlanSettings::word).toList());
        throw new IllegalArgumentException(PREFIX + name + " is " + value + "; it can be " + known);
    }

    private static int number(String value) {
        try {
            int side = Integer.parseInt(value);
            if (side >= 0) {
                return side;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(PREFIX + "size is " + value + "; it is the side of a picture in pixels");
    }

    /** Whether Spark brings the model to the machines. */
    boolean isDistributed() {
        return model.startsWith(DISTRIBUTED);
    }

    /**
     * Finds the model on this machine.
     *
     * @throws IOException if there is none, or its configuration cannot be read
     */
    ModelSource find() throws IOException {
        if (isDistributed()) {
            String name = model.substring(DISTRIBUTED.length());
            return ModelSource.folder(name, Path.of(SparkFiles.get(name)));
        }
        return Models.find(model);
    }

    /**
     * Returns these options with the sum of the model: the one that they have, or else that of the model here.
     *
     * @throws IOException if it is needed and there is no such model here; then a sum must be given
     */
    VtpOptions checked() throws IOException {
        return sha256.isEmpty() ? new VtpOptions(model, sum(find()), weights, size, orientation, failing) : this;
    }

    /** The sum of a model's weights, remembered if this user has a folder for that. */
    static String sum(ModelSource source) throws IOException {
        return new CheckpointDigest(UserCache.of(Objects.requireNonNull(System.getenv()))).sha256(source);
    }
}
