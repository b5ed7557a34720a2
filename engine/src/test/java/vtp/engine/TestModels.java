package vtp.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vtp.engine.config.LoadOptions;
import vtp.engine.config.VtpConfig;
import vtp.engine.files.ModelSource;
import vtp.engine.files.SyntheticCheckpoint;
import vtp.engine.image.Pixels;
import vtp.engine.image.Rgb;
import vtp.engine.network.Network;
import vtp.engine.verify.Golden;
import vtp.kernels.SimdKernels;

/** Small models of made-up weights, and inputs for them. */
public final class TestModels {
    public static final Path GOLDENS = Path.of("..", "testdata", "goldens");
    public static final Path NANO = Path.of("..", "testdata", "nano");

    /** As the goldens' variants: three towers of two blocks, heads of 16, pictures of 64 × 64. */
    private static final List<String> TINY = List.of(
            "\"image_size\": 64",
            "\"vision_embed_dim\": 48",
            "\"vision_depth\": 2",
            "\"vision_num_heads\": 3",
            "\"decoder_embed_dim\": 80",
            "\"decoder_depth\": 2",
            "\"decoder_num_heads\": 5",
            "\"text_embed_dim\": 32",
            "\"text_num_heads\": 2",
            "\"text_depth\": 2");

    private TestModels() {}

    /** The tiny model with other values of some keys, such as {@code "vision_use_qk_norm": true}. */
    public static ModelSource tiny(String... keys) throws IOException {
        byte[] json = tinyJson(String.join(", ", keys));
        return ModelSource.memory("tiny", json, SyntheticCheckpoint.bytes(VtpConfig.parse(json, "tiny")));
    }

    /** The same with other weights. */
    public static ModelSource tiny(MemorySegment weights, String... keys) throws IOException {
        return ModelSource.memory("tiny", tinyJson(String.join(", ", keys)), weights);
    }

    private static byte[] tinyJson(String changes) {
        Stream<String> kept = TINY.stream().filter(entry -> !changes.contains(entry.substring(0, entry.indexOf(':'))));
        return Stream.concat(kept, Stream.of(changes).filter(text -> !text.isEmpty()))
                .collect(Collectors.joining(", ", "{", "}"))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The configuration beside a golden, with the weights that it was made with. */
    public static ModelSource synthetic(Path golden) throws IOException {
        byte[] json = Files.readAllBytes(golden.resolve("config.json"));
        String name = golden.getFileName().toString();
        return ModelSource.memory(name, json, SyntheticCheckpoint.bytes(VtpConfig.parse(json, name)));
    }

    public static Golden golden(Path folder) throws IOException {
        return Golden.read(folder.resolve("golden.safetensors"));
    }

    /** The folders in a folder of goldens. */
    public static List<Path> folders(Path parent) {
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The network of a model. */
    public static Network network(ModelSource model, int threads) throws IOException {
        LoadOptions options = threads(threads);
        long weightBytes = model.layout().weightBytes(options);
        return new Network(model.name(), model.config(), model::open, weightBytes, options, SimdKernels::new);
    }

    public static LoadOptions threads(int count) {
        return LoadOptions.defaults().withThreads(count);
    }

    /** Some different pictures, one after the other. */
    public static Rgb picture(int height, int width, int seed) {
        byte[] levels = new byte[height * width * 3];
        for (int i = 0; i < levels.length; i++) {
            int x = i / 3 % width;
            int y = i / 3 / width;
            levels[i] = (byte) (127 + 90 * Math.sin(0.1 * (seed + 1) * x + 0.07 * y + i % 3) + (i * 31 + seed) % 23);
        }
        return new Rgb(height, width, levels);
    }

    /** A batch of them. */
    public static Pixels pixels(int batch, int height, int width) {
        return Pixels.normalise(Stream.iterate(0, i -> i + 1)
                .limit(batch)
                .map(i -> picture(height, width, i))
                .toList());
    }

    /** One of a batch. */
    public static Pixels one(Pixels batch, int index) {
        int values = 3 * batch.height() * batch.width();
        return Pixels.of(slice(batch.data(), index, values), 1, batch.height(), batch.width());
    }

    public static float[] slice(float[] data, int index, int length) {
        return Arrays.copyOfRange(data, index * length, (index + 1) * length);
    }
}
