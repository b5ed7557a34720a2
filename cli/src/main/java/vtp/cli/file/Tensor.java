package vtp.cli.file;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import vtp.loader.Dtype;
import vtp.loader.TensorSpec;
import vtp.loader.TensorWriter;

/**
 * A named array of float32, to be written. Its first dimension counts pictures or texts; {@code rows} holds one array
 * for each.
 */
public record Tensor(String key, List<Long> rowShape, List<float[]> rows) {
    /** Of one picture. */
    public static Tensor of(String key, float[] row, long... rowShape) {
        List<Long> shape = new ArrayList<>();
        for (long dimension : rowShape) {
            shape.add(dimension);
        }
        return new Tensor(key, shape, List.of(row));
    }

    List<Long> shape() {
        List<Long> shape = new ArrayList<>(List.of((long) rows.size()));
        shape.addAll(rowShape);
        return shape;
    }

    private TensorSpec spec() {
        return new TensorSpec(key, Dtype.F32, shape());
    }

    /** Writes tensors. An npy file holds the first of them, and no metadata. */
    public static void write(
            OutputStream stream, TensorFormat format, List<Tensor> tensors, Map<String, String> metadata)
            throws IOException {
        Tensor first = tensors.get(0);
        try (TensorWriter writer = format == TensorFormat.NPY
                ? TensorWriter.npy(stream, Dtype.F32, first.shape())
                : TensorWriter.safetensors(stream, specs(tensors), metadata)) {
            for (Tensor tensor : tensors) {
                for (float[] row : tensor.rows()) {
                    writer.write(MemorySegment.ofArray(row));
                }
            }
            writer.finish();
        }
    }

    private static List<TensorSpec> specs(List<Tensor> tensors) {
        return tensors.stream().map(Tensor::spec).toList();
    }
}
