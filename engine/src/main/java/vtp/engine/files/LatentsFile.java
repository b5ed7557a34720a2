package vtp.engine.files;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import vtp.engine.tensor.Latents;
import vtp.loader.AtomicFile;
import vtp.loader.Checkpoint;
import vtp.loader.Dtype;
import vtp.loader.FloatReader;
import vtp.loader.JsonStrings;
import vtp.loader.Npy;
import vtp.loader.Quote;
import vtp.loader.TensorInfo;
import vtp.loader.TensorSpec;
import vtp.loader.TensorWriter;

/**
 * The latents in a file, (K, h, w) or (N, K, h, w), safetensors or npy, read one picture at a time.
 *
 * @since 0.1.0
 */
public final class LatentsFile implements AutoCloseable {
    /** What the tensor of latents is called in the files that are written here. */
    public static final String KEY = "latents";

    /** The key of the metadata that names the picture that the latents were made from. */
    public static final String SOURCE = "source";

    /** The key of the metadata that names the pictures, a JSON array. */
    public static final String SOURCES = "sources";

    private static final byte[] NPY_MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int LISTED = 8;
    private static final ValueLayout.OfFloat LITTLE_ENDIAN =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** What is to be closed in the end. */
    private interface Opened {
        void close() throws IOException;
    }

    private final int count;
    private final int channels;
    private final int height;
    private final int width;
    private final Map<String, String> metadata;
    private final FloatReader elements;
    private final Opened opened;

    /**
     * Opens a file, {@code .npy} or else safetensors, and reads its header.
     *
     * @param channels what the model takes
     * @param key the tensor's name; if null, {@value #KEY} or the only one
     * @throws vtp.loader.LoaderException if the file is malformed or cannot be read
     * @throws IOException if it holds no latents of the model
     */
    public static LatentsFile open(Path file, int channels, @Nullable String key) throws IOException {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".npy")
                ? ofNpy(Npy.read(file), channels)
                : ofSafetensors(Checkpoint.open(file), channels, key);
    }

    /**
     * Opens the bytes of a file, as {@link #open} does.
     *
     * @param name what messages call it
     */
    public static LatentsFile ofMemory(String name, byte[] bytes, int channels, @Nullable String key)
            throws IOException {
        MemorySegment segment = MemorySegment.ofArray(bytes);
        boolean npy = bytes.length > NPY_MAGIC.length
                && segment.asSlice(0, NPY_MAGIC.length).mismatch(MemorySegment.ofArray(NPY_MAGIC)) < 0;
        return npy
                ? ofNpy(Npy.ofMemory(name, segment), channels)
                : ofSafetensors(Checkpoint.ofMemory(name, segment), channels, key);
    }

    /**
     * Writes latents, float32, as {@code "latents"} (B, K, h, w) of a safetensors file, whole or not at all.
     *
     * @param file replaced if it exists
     * @throws vtp.loader.LoaderException if it cannot be written
     */
    public static void write(Path file, Latents latents) throws IOException {
        try (AtomicFile target = AtomicFile.open(file, AtomicFile.Existing.REPLACE)) {
            write(target.stream(), latents);
            target.commit();
        }
    }

    /** The same to a stream, which is not closed. */
    public static void write(OutputStream stream, Latents latents) throws IOException {
        List<Long> shape = List.of(
                (long) latents.batch(), (long) latents.channels(), (long) latents.height(), (long) latents.width());
        List<TensorSpec> specs = List.of(new TensorSpec(KEY, Dtype.F32, shape));
        MemorySegment bytes = MemorySegment.ofArray(new byte[Math.multiplyExact(latents.data().length, Float.BYTES)]);
        MemorySegment.copy(latents.data(), 0, bytes, LITTLE_ENDIAN, 0, latents.data().length);
        try (TensorWriter writer = TensorWriter.safetensors(stream, specs, Map.of())) {
            writer.write(bytes);
            writer.finish();
        }
    }

    /**
     * Latents whose header has been read.
     *
     * @param what the array is called in messages
     * @param channels what the model takes
     * @throws IOException if shape or type are not those of latents of the model
     */
    private LatentsFile(
            String what,
            FloatReader elements,
            List<Long> shape,
            int channels,
            Map<String, String> metadata,
            Opened opened)
            throws IOException {
        boolean one = shape.size() == 3;
        if (!(one || shape.size() == 4) || shape.get(shape.size() - 3) != channels || !sidesFit(shape)) {
            throw new IOException(what + " has the shape " + shape + ", but the model's latents are [" + channels
                    + ", h, w] or [n, " + channels + ", h, w]");
        }
        if (!elements.dtype().isFloat()) {
            throw new IOException(what + " holds " + elements.dtype() + ", but latents are F32, F16, BF16 or F64");
        }
        this.count = one ? 1 : Math.toIntExact(shape.get(0));
        this.channels = channels;
        this.height = Math.toIntExact(shape.get(shape.size() - 2));
        this.width = Math.toIntExact(shape.get(shape.size() - 1));
        this.metadata = metadata;
        this.elements = elements;
        this.opened = opened;
    }

    private static LatentsFile ofNpy(Npy array, int channels) throws IOException {
        return new LatentsFile("the array", FloatReader.of("npy", array), array.shape(), channels, Map.of(), () -> {});
    }

    private static LatentsFile ofSafetensors(Checkpoint checkpoint, int channels, @Nullable String key)
            throws IOException {
        try {
            TensorInfo tensor = choose(checkpoint, key);
            return new LatentsFile(
                    "tensor \"" + tensor.name() + "\"",
                    FloatReader.of(checkpoint, tensor),
                    tensor.shape(),
                    channels,
                    checkpoint.metadata(),
                    checkpoint::close);
        } catch (Throwable e) {
            checkpoint.close();
            throw e;
        }
    }

    private static TensorInfo choose(Checkpoint checkpoint, @Nullable String key) throws IOException {
        SortedMap<String, TensorInfo> tensors = checkpoint.tensors();
        String wanted = key == null ? KEY : key;
        if (tensors.containsKey(wanted) || checkpoint.unknownTypes().containsKey(wanted)) {
            return checkpoint.require(wanted);
        }
        if (key == null && tensors.size() == 1) {
            return tensors.values().iterator().next();
        }
        String all = tensors.isEmpty() ? "no tensors" : listed(tensors.keySet());
        throw new IOException(
                "has no tensor \"" + wanted + "\" but " + all + (key == null ? "; name one with --key" : ""));
    }

    private static String listed(Collection<String> names) {
        List<String> first = names.stream().limit(LISTED).map(Quote::of).toList();
        return String.join(", ", first) + (names.size() > LISTED ? " and " + (names.size() - LISTED) + " more" : "");
    }

    /** Neither empty nor, for one picture, too large for an array. */
    private static boolean sidesFit(List<Long> shape) {
        long values = Double.BYTES;
        for (int i = shape.size() - 1; i >= 0; i--) {
            long dimension = shape.get(i);
            values = i >= shape.size() - 3 ? values * dimension : values;
            if (dimension < 1 || dimension > Integer.MAX_VALUE || values > Integer.MAX_VALUE) {
                return false;
            }
        }
        return true;
    }

    /** How many pictures, N. */
    public int count() {
        return count;
    }

    /** What the pictures were called when they were encoded; empty if that is not known. */
    public List<String> sources() {
        String one = metadata.get(SOURCE);
        String all = metadata.get(SOURCES);
        List<String> names = new ArrayList<>();
        if (one != null) {
            names.add(one);
        } else if (all != null) {
            names.addAll(JsonStrings.read(all).orElse(List.of()));
        }
        return names.size() == count ? names : List.of();
    }

    /** Those of one picture, (1, K, h, w). */
    public Latents read(int index) throws IOException {
        float[] data = new float[channels * height * width];
        elements.floats((long) index * data.length, data);
        return new Latents(data, 1, channels, height, width);
    }

    @Override
    public void close() throws IOException {
        opened.close();
    }
}
