package vtp.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import vtp.loader.AtomicFile;
import vtp.loader.AtomicFile.Existing;
import vtp.loader.Checkpoint;
import vtp.loader.Dtype;
import vtp.loader.TensorInfo;
import vtp.loader.TensorSpec;
import vtp.loader.TensorWriter;

/** Safetensors files for tests. */
final class Tensors {
    private Tensors() {}

    static float[] read(Path file, String key) {
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            TensorInfo tensor = checkpoint.tensors().get(key);
            float[] values = new float[(int) tensor.elementCount()];
            checkpoint.copy(tensor, 0, MemorySegment.ofArray(values));
            return values;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, List<Long>> shapes(Path file) {
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            Map<String, List<Long>> shapes = new TreeMap<>();
            checkpoint.tensors().forEach((name, tensor) -> shapes.put(name, tensor.shape()));
            return shapes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, String> metadata(Path file) {
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            return checkpoint.metadata();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path write(Path file, String key, float[] values, long... shape) {
        return write(file, TensorSpec.of(key, Dtype.F32, shape), MemorySegment.ofArray(values), Map.of());
    }

    static Path write(Path file, TensorSpec tensor, MemorySegment data, Map<String, String> metadata) {
        try (TensorWriter writer =
                TensorWriter.safetensors(AtomicFile.open(file, Existing.REPLACE), List.of(tensor), metadata)) {
            writer.write(data);
            writer.finish();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Several tensors, their bytes one after the other. */
    static void write(Path file, List<TensorSpec> tensors, byte[] data) {
        try (TensorWriter writer =
                TensorWriter.safetensors(AtomicFile.open(file, Existing.REPLACE), tensors, Map.of())) {
            writer.write(MemorySegment.ofArray(data));
            writer.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
