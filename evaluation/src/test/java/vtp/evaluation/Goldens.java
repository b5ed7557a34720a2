package vtp.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import vtp.engine.image.Rgb;
import vtp.loader.Checkpoint;
import vtp.loader.StoredTensor;

/** What the references made, in testdata/goldens/eval: the tensors of a file. */
public final class Goldens implements AutoCloseable {
    public static final Path FOLDER = Path.of("..", "testdata", "goldens", "eval");

    private final Checkpoint file;

    private Goldens(Checkpoint file) {
        this.file = file;
    }

    public static Goldens open(String name) throws IOException {
        return new Goldens(Checkpoint.open(FOLDER.resolve(name)));
    }

    /** Returns one of the pictures that the references were shown. */
    public static Rgb picture(String name) {
        try (Goldens goldens = open("pictures.safetensors")) {
            StoredTensor picture = goldens.tensor(name);
            byte[] bytes = new byte[Math.toIntExact(picture.byteSize())];
            picture.copy(0, MemorySegment.ofArray(bytes));
            List<Long> shape = picture.shape();
            return new Rgb(shape.get(0).intValue(), shape.get(1).intValue(), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private StoredTensor tensor(String name) {
        Map<String, ? extends StoredTensor> tensors = file.stored();
        assertThat(tensors).containsKey(name);
        return tensors.get(name);
    }

    public double[] values(String name) throws IOException {
        StoredTensor tensor = tensor(name);
        double[] values = new double[Math.toIntExact(tensor.elementCount())];
        tensor.reader().doubles(0, values);
        return values;
    }

    public float[] floats(String name) throws IOException {
        double[] values = values(name);
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    public double value(String name) throws IOException {
        double[] values = values(name);
        assertThat(values).hasSize(1);
        return values[0];
    }

    public int[] shape(String name) {
        return tensor(name).shape().stream().mapToInt(Long::intValue).toArray();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
