package vtp.engine.files;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vtp.engine.tensor.Embeddings;
import vtp.loader.Checkpoint;
import vtp.loader.Dtype;
import vtp.loader.FloatReader;
import vtp.loader.JsonStrings;
import vtp.loader.LoaderException;
import vtp.loader.TensorInfo;
import vtp.loader.TensorSpec;
import vtp.loader.TensorWriter;

/**
 * CLIP features of texts as files hold them: safetensors with the tensor {@value #KEY}, (N, width), and metadata that
 * name the texts, a JSON array under {@value #TEXTS}, and the model.
 *
 * @param texts the texts, or the labels that stand for several
 * @param features a row for each
 * @param metadata all that the file says besides
 * @since 0.1.0
 */
public record TextFeatures(List<String> texts, Embeddings features, Map<String, String> metadata) {
    /** The name of the tensor. */
    public static final String KEY = "text";

    /** Metadata that names the texts, a JSON array. */
    public static final String TEXTS = "texts";

    private static final int SHOWN_CHARS = 200;

    /** @throws IllegalArgumentException if there are not as many texts as features */
    public TextFeatures {
        if (texts.size() != features.count()) {
            throw new IllegalArgumentException(texts.size() + " texts have " + features.count() + " features");
        }
    }

    /**
     * Reads a file that {@link #write} wrote, or "vtp embed".
     *
     * @throws LoaderException if it is no safetensors file, or cannot be read
     * @throws IOException if it holds something else; it says what is missing
     */
    public static TextFeatures read(Path file) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            TensorInfo tensor = checkpoint.tensors().get(KEY);
            if (tensor == null || tensor.shape().size() != 2 || !tensor.dtype().isFloat()) {
                throw new IOException(file + ": has no features of texts, a tensor \"" + KEY
                        + "\" of shape (texts, width); \"vtp embed\" writes such files");
            }
            float[] data = new float[Math.toIntExact(tensor.elementCount())];
            FloatReader.of(checkpoint, tensor).floats(0, data);
            int count = Math.toIntExact(tensor.shape().get(0));
            int width = Math.toIntExact(tensor.shape().get(1));
            List<String> texts = texts(file, checkpoint.metadata());
            if (texts.size() != count || count == 0 || width == 0) {
                throw new IOException(file + ": names " + texts.size() + " texts, but has the features of " + count);
            }
            return new TextFeatures(texts, new Embeddings(data, count, width), checkpoint.metadata());
        } catch (ArithmeticException e) {
            throw new IOException(file + ": its features are too large for an array", e);
        }
    }

    private static List<String> texts(Path file, Map<String, String> metadata) throws IOException {
        String array = metadata.get(TEXTS);
        if (array == null) {
            throw new IOException(file + ": does not say what the texts are, as \"" + TEXTS + "\" in its metadata");
        }
        String shown = array.substring(0, Math.min(array.length(), SHOWN_CHARS));
        return JsonStrings.read(array)
                .orElseThrow(() -> new IOException(
                        file + ": \"" + TEXTS + "\" in its metadata is no JSON array of texts: " + shown));
    }

    /** Writes a safetensors file of float32, its metadata led by the texts. */
    public void write(OutputStream stream) throws IOException {
        Map<String, String> all = new LinkedHashMap<>(metadata);
        all.put(TEXTS, JsonStrings.write(texts));
        TensorSpec tensor = TensorSpec.of(KEY, Dtype.F32, features.count(), features.width());
        try (TensorWriter writer = TensorWriter.safetensors(stream, List.of(tensor), all)) {
            writer.write(MemorySegment.ofArray(features.data()));
            writer.finish();
        }
    }

    /** The same with each feature divided by its length, as zero-shot classification takes them. */
    public TextFeatures normalised() {
        return new TextFeatures(texts, features.normalised(), metadata);
    }
}
