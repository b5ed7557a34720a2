package vtp.generation;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vtp.engine.config.LoadOptions;
import vtp.engine.config.ParameterSpec;
import vtp.engine.files.SyntheticCheckpoint;
import vtp.generation.config.DitConfig;
import vtp.loader.Dtype;
import vtp.loader.StoredTensor;

/** Weights as the goldens': drawn by their names, but for the tables of positions, which have formulas. */
public final class SyntheticDit {
    private SyntheticDit() {}

    /** A tensor held as an array. */
    @SuppressWarnings("ArrayRecordComponent") // read, never compared
    public record Held(String name, List<Long> shape, float[] values) implements StoredTensor {
        @Override
        public String file() {
            return "test";
        }

        @Override
        public Dtype dtype() {
            return Dtype.F32;
        }

        @Override
        public long elementCount() {
            return values.length;
        }

        @Override
        public void copy(long first, MemorySegment into) {
            ValueLayout.OfFloat layout = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
            MemorySegment.copy(values, (int) first, into, layout, 0, (int) (into.byteSize() / Float.BYTES));
        }
    }

    /** All tensors of an architecture. */
    public static Map<String, StoredTensor> tensors(DitConfig config) {
        List<ParameterSpec> specs = GeneratorSource.parameters(config);
        Map<String, StoredTensor> tensors = new LinkedHashMap<>(SyntheticCheckpoint.drawn(specs));
        replace(tensors, "pos_embed", positions(config));
        if (config.rope()) {
            replace(tensors, "feat_rope.freqs_cos", rotations(config, true));
            replace(tensors, "feat_rope.freqs_sin", rotations(config, false));
        }
        return tensors;
    }

    /** Other values for a tensor. */
    public static void replace(Map<String, StoredTensor> tensors, String name, float[] values) {
        tensors.computeIfPresent(name, (key, tensor) -> new Held(key, tensor.shape(), values));
    }

    /** All values of one. */
    public static float[] values(Map<String, StoredTensor> tensors, String name) throws IOException {
        StoredTensor tensor = tensors.get(name);
        float[] values = new float[Math.toIntExact(tensor.elementCount())];
        tensor.reader().floats(0, values);
        return values;
    }

    public static Generator generator(DitConfig config, int threads) throws IOException {
        return generator(config, tensors(config), threads);
    }

    public static Generator generator(DitConfig config, Map<String, StoredTensor> tensors, int threads)
            throws IOException {
        LoadOptions options = LoadOptions.defaults().withThreads(threads);
        return Generator.load("synthetic", config, tensors, options);
    }

    /** Normally distributed as far as a golden's inputs are: √3 times numbers in [−1, 1) drawn by a name. */
    public static float[] noise(String name, int count) throws IOException {
        ParameterSpec spec = new ParameterSpec(name, List.of((long) count, 1L));
        return values(SyntheticCheckpoint.drawn(List.of(spec)), name);
    }

    /** (T, D): columns first. */
    static float[] positions(DitConfig config) {
        int width = config.width();
        int quarter = width / 4;
        float[] table = new float[config.tokens() * width];
        for (int t = 0; t < config.tokens(); t++) {
            int i = t / config.grid();
            int j = t % config.grid();
            for (int k = 0; k < quarter; k++) {
                double omega = Math.pow(10000, -(double) k / quarter);
                double column = j * omega;
                double row = i * omega;
                table[t * width + k] = (float) Math.sin(column);
                table[t * width + quarter + k] = (float) Math.cos(column);
                table[t * width + 2 * quarter + k] = (float) Math.sin(row);
                table[t * width + 3 * quarter + k] = (float) Math.cos(row);
            }
        }
        return table;
    }

    /** (T, d): rows first, each angle twice. */
    static float[] rotations(DitConfig config, boolean cosines) {
        int width = config.headWidth();
        int half = width / 2;
        int n = config.grid();
        float[] table = new float[config.tokens() * width];
        for (int t = 0; t < config.tokens(); t++) {
            for (int i = 0; i < width; i++) {
                int index = i < half ? t / n : t % n;
                int pair = i % half / 2;
                float position = (float) index / n * n;
                double angle = position * Math.pow(10000, -2.0 * pair / half);
                table[t * width + i] = (float) (cosines ? Math.cos(angle) : Math.sin(angle));
            }
        }
        return table;
    }
}
