package vtp.evaluation.probe;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vtp.evaluation.EvaluationException;
import vtp.kernels.Mat;
import vtp.loader.AtomicFile;
import vtp.loader.Checkpoint;
import vtp.loader.Dtype;
import vtp.loader.FloatReader;
import vtp.loader.TensorSpec;
import vtp.loader.TensorWriter;

/**
 * A training that has come to the end of an epoch, as a safetensors file: weights and velocities of all heads, the best
 * head so far, and in the metadata what it is and what was right after each epoch.
 */
final class TrainingFile {
    private static final String HISTORY = "history";
    private static final String SETTING = "setting.";

    private final Path file;
    private final Map<String, String> settings;

    /** @param settings all that the numbers depend on, by name */
    TrainingFile(Path file, Map<String, String> settings) {
        this.file = file;
        this.settings = settings;
    }

    /** The weights of the best head: (K · D) and (K). */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Weights(float[] weight, float[] bias) {
        static Weights copyOf(HeadState state) {
            return new Weights(state.weights().toArray(), state.bias().clone());
        }

        void copyTo(HeadState state) {
            for (int k = 0; k < bias.length; k++) {
                state.weights().copyRowFrom(k, weight, k * state.weights().cols());
            }
            System.arraycopy(bias, 0, state.bias(), 0, bias.length);
        }
    }

    /** Puts a training in the place of the one before, or leaves that. */
    void write(HeadGrid grid, TrainingHistory history, Weights best) throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>();
        settings.forEach((name, value) -> metadata.put(SETTING + name, value));
        metadata.put(HISTORY, history.text());
        List<TensorSpec> specs = new ArrayList<>();
        for (int i = 0; i < grid.states().size(); i++) {
            HeadState state = grid.states().get(i);
            specs.add(TensorSpec.of(
                    i + ".weight", Dtype.F32, grid.classes(), state.weights().cols()));
            specs.add(TensorSpec.of(
                    i + ".velocity", Dtype.F32, grid.classes(), state.weights().cols()));
            specs.add(TensorSpec.of(i + ".bias", Dtype.F32, grid.classes()));
            specs.add(TensorSpec.of(i + ".bias_velocity", Dtype.F32, grid.classes()));
        }
        specs.add(TensorSpec.of("best.weight", Dtype.F32, best.weight.length));
        specs.add(TensorSpec.of("best.bias", Dtype.F32, best.bias.length));
        AtomicFile target = AtomicFile.open(file, AtomicFile.Existing.REPLACE);
        try (TensorWriter writer = TensorWriter.safetensors(target, specs, metadata)) {
            for (HeadState state : grid.states()) {
                write(writer, state.weights());
                write(writer, state.velocity());
                writer.write(MemorySegment.ofArray(state.bias()));
                writer.write(MemorySegment.ofArray(state.biasVelocity()));
            }
            writer.write(MemorySegment.ofArray(best.weight));
            writer.write(MemorySegment.ofArray(best.bias));
            writer.finish();
        }
    }

    private static void write(TensorWriter writer, Mat values) throws IOException {
        float[] row = new float[values.cols()];
        for (int r = 0; r < values.rows(); r++) {
            values.copyRowTo(r, row, 0);
            writer.write(MemorySegment.ofArray(row));
        }
    }

    /** What was read besides the state of the heads. */
    record Found(TrainingHistory history, Weights best) {}

    /**
     * Reads a training, if there is one.
     *
     * @return null if there is none
     * @throws EvaluationException if it is of other settings, naming one, or damaged
     */
    @Nullable
    Found read(HeadGrid grid) throws IOException {
        if (Files.notExists(file)) {
            return null;
        }
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            requireSame(checkpoint.metadata());
            for (int i = 0; i < grid.states().size(); i++) {
                HeadState state = grid.states().get(i);
                read(checkpoint, i + ".weight", state.weights());
                read(checkpoint, i + ".velocity", state.velocity());
                FloatReader.of(checkpoint, checkpoint.require(i + ".bias")).floats(0, state.bias());
                FloatReader.of(checkpoint, checkpoint.require(i + ".bias_velocity"))
                        .floats(0, state.biasVelocity());
            }
            TrainingHistory history =
                    TrainingHistory.parse(String.valueOf(checkpoint.metadata().get(HISTORY)));
            return new Found(history, new Weights(all(checkpoint, "best.weight"), all(checkpoint, "best.bias")));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new EvaluationException(
                    file.toString(), "is no training of a probe, or is damaged; --restart begins anew");
        }
    }

    private void requireSame(Map<String, String> metadata) throws EvaluationException {
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            String then = metadata.get(SETTING + setting.getKey());
            if (!setting.getValue().equals(then)) {
                throw new EvaluationException(
                        file.toString(),
                        "was begun with other " + setting.getKey() + ": " + then + ", now " + setting.getValue()
                                + "; go on with what it was begun with, choose another folder, or begin anew with"
                                + " --restart");
            }
        }
    }

    private static void read(Checkpoint checkpoint, String name, Mat into) throws IOException {
        FloatReader reader = FloatReader.of(checkpoint, checkpoint.require(name));
        float[] row = new float[into.cols()];
        for (int r = 0; r < into.rows(); r++) {
            reader.floats((long) r * row.length, row);
            into.copyRowFrom(r, row, 0);
        }
    }

    private static float[] all(Checkpoint checkpoint, String name) throws IOException {
        FloatReader reader = FloatReader.of(checkpoint, checkpoint.require(name));
        float[] values = new float[Math.toIntExact(reader.elementCount())];
        reader.floats(0, values);
        return values;
    }
}
