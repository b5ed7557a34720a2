package vtp.cli.file;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import vtp.loader.TensorSpec;
import vtp.loader.TensorWriter;

/**
 * A named array, to be written. Its first dimension counts pictures or texts; {@code rows} holds one array for each.
 *
 * @param type what the numbers are written as
 */
public record Tensor(String key, NumberType type, List<Long> rowShape, List<float[]> rows) {
    /** Of float32. */
    public Tensor(String key, List<Long> rowShape, List<float[]> rows) {
        this(key, NumberType.F32, rowShape, rows);
    }

    /** Of one picture, float32. */
    public static Tensor of(String key, float[] row, long... rowShape) {
        List<Long> shape = new ArrayList<>();
        for (long dimension : rowShape) {
            shape.add(dimension);
        }
        return new Tensor(key, shape, List.of(row));
    }

    /**
     * The same to be written in another type.
     *
     * @throws IllegalArgumentException if a number is too large for it
     */
    public Tensor as(NumberType other) {
        rows.forEach(row -> other.bytes(row, () -> key));
        return new Tensor(key, other, rowShape, rows);
    }

    List<Long> shape() {
        List<Long> shape = new ArrayList<>(List.of((long) rows.size()));
        shape.addAll(rowShape);
        return shape;
    }

    private TensorSpec spec() {
        return new TensorSpec(key, type.dtype(), shape());
    }

    /** Writes tensors. An npy file holds the first of them, and no metadata. */
    public static void write(
            OutputStream stream, TensorFormat format, List<Tensor> tensors, Map<String, String> metadata)
            throws IOException {
        Tensor first = tensors.get(0);
        try (TensorWriter writer = format == TensorFormat.NPY
                ? TensorWriter.npy(stream, first.type.dtype(), first.shape())
                : TensorWriter.safetensors(stream, specs(tensors), metadata)) {
            for (Tensor tensor : tensors) {
                for (float[] row : tensor.rows()) {
                    writer.write(tensor.type.bytes(row, tensor::key));
                }
            }
            writer.finish();
        }
    }

    private static List<TensorSpec> specs(List<Tensor> tensors) {
        return tensors.stream().map(Tensor::spec).toList();
    }
}
