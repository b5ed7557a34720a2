package vtp.cli.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import vtp.engine.tensor.Latents;
import vtp.loader.FloatReader;
import vtp.loader.JsonStrings;

/** The latents in an opened file, (K, h, w) or (N, K, h, w), read one picture at a time. */
public final class LatentsFile implements AutoCloseable {
    /** What the tensor of latents is called in the files that are written here. */
    public static final String KEY = "latents";

    /** What is to be closed in the end. */
    interface Opened {
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
     * Latents whose header has been read.
     *
     * @param what the array is called in messages
     * @param channels what the model takes
     * @throws IOException if shape or type are not those of latents of the model
     */
    LatentsFile(
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
        String one = metadata.get(TensorOutput.SOURCE);
        String all = metadata.get(TensorOutput.SOURCES);
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
