package vtp.spark;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import vtp.datasets.ExtractionPlan;
import vtp.datasets.FeatureKind;
import vtp.engine.config.LoadOptions;
import vtp.engine.config.VtpConfig;
import vtp.engine.config.WeightType;
import vtp.engine.files.ModelSource;
import vtp.engine.image.Orientation;
import vtp.engine.image.PictureReader;
import vtp.engine.image.Preparation;
import vtp.loader.Dtype;

/** The options that say what is computed of each picture; those of {@code vtp extract}. */
final class RecipeOptions {
    private static final String LAST = "last:";
    private static final long MEGABYTE = 1 << 20;
    /** What an executor takes outside its heap beside the weights. */
    private static final long BESIDE_WEIGHTS = 600 * MEGABYTE;

    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL",
            description =
                    "small, base, large, a folder, or files:NAME of --files. Default: spark.vtp.model, or vtp-nano.")
    private @Nullable String model;

    @Option(names = "--sha256", paramLabel = "SUM", description = "That of its weights, which executors compare.")
    private @Nullable String sha256;

    @Option(names = "--weights", paramLabel = "TYPE", description = "How weights are kept: f32 (default) or bf16.")
    private @Nullable WeightType weights;

    @Option(
            names = "--what",
            paramLabel = "KIND",
            split = ",",
            description = "latents (default), clip, cls, patch-mean, layers; several with commas between.")
    private List<String> what = List.of("latents");

    @Option(names = "--layer", paramLabel = "LAYERS", description = "last:N, or numbers from 0. Default: last:4.")
    private String layer = LAST + 4;

    @Option(names = "--no-flip", description = "Leave out the latents of the mirrored pictures.")
    private boolean noFlip;

    @Option(names = "--dtype", paramLabel = "TYPE", description = "Of the numbers in shards: f32 (default), f16, bf16.")
    private Dtype dtype = Dtype.F32;

    @Option(names = "--shard-size", paramLabel = "N", description = "Pictures of a shard. Default: 10000.")
    private int shardSize = ExtractionPlan.DEFAULT_SHARD_SIZE;

    @Option(names = "--prepare", paramLabel = "HOW", description = "crop (default), squash or probe.")
    private Preparation preparation = Preparation.CROP;

    @Option(names = "--size", paramLabel = "N", description = "Side for crop and squash. Default: the model's.")
    private int size;

    @Option(names = "--orientation", paramLabel = "HOW", description = "stored (default) or exif.")
    private Orientation orientation = Orientation.STORED;

    @Option(names = "--max-pixels", paramLabel = "N", description = "Refuse larger pictures. Default: 179000000.")
    private long maxPixels = PictureReader.DEFAULT_MAX_PIXELS;

    /** What was chosen, and the model. */
    record Chosen(Recipe recipe, ModelSource source) {}

    /**
     * What is computed.
     *
     * @throws IllegalArgumentException if an option is refused
     * @throws IOException if there is no such model here
     */
    Chosen chosen() throws IOException {
        VtpOptions options = options(new SparkConf()).checked();
        ModelSource source = options.find();
        VtpConfig config = source.config();
        int side = size == 0 ? config.imageSize() : size;
        if (preparation == Preparation.NONE || maxPixels < 1 || side < 1 || side % config.patchSize() != 0) {
            throw new IllegalArgumentException("--prepare is crop, squash or probe; --size " + side
                    + " must be a multiple of the model's patch size " + config.patchSize() + "; --max-pixels "
                    + maxPixels + " must be at least 1");
        }
        Set<FeatureKind> kinds = kinds();
        List<Integer> blocks =
                kinds.contains(FeatureKind.LAYERS) ? blocks(config.trunk().depth()) : List.of();
        Recipe recipe = new Recipe(options, preparation, side, kinds, !noFlip, blocks, maxPixels, dtype, shardSize);
        recipe.shardPlan(); // or what it throws
        return new Chosen(recipe, source);
    }

    private VtpOptions options(SparkConf configuration) {
        Map<String, String> settings = new HashMap<>();
        for (scala.Tuple2<String, String> setting : configuration.getAllWithPrefix(VtpOptions.PREFIX)) {
            settings.put(setting._1(), setting._2());
        }
        put(settings, "model", model);
        put(settings, "sha256", sha256);
        put(settings, "weights", weights);
        settings.put("orientation", orientation.name());
        return VtpOptions.of(settings);
    }

    private static void put(Map<String, String> settings, String name, @Nullable Object value) {
        if (value != null) {
            settings.put(name, value.toString());
        }
    }

    private Set<FeatureKind> kinds() {
        Set<FeatureKind> kinds = EnumSet.noneOf(FeatureKind.class);
        for (String word : what) {
            try {
                kinds.add(FeatureKind.valueOf(
                        word.strip().toUpperCase(Locale.ROOT).replace('-', '_')));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "--what " + word + ": there are latents, clip, cls, patch-mean, layers", e);
            }
        }
        return kinds;
    }

    private List<Integer> blocks(int depth) {
        try {
            int[] numbers = layer.startsWith(LAST)
                    ? IntStream.range(depth - Integer.parseInt(layer.substring(LAST.length())), depth)
                            .toArray()
                    : Arrays.stream(layer.split(",", -1))
                            .mapToInt(Integer::parseInt)
                            .sorted()
                            .distinct()
                            .toArray();
            if (numbers.length > 0 && numbers[0] >= 0 && numbers[numbers.length - 1] < depth) {
                return Arrays.stream(numbers).boxed().toList();
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "--layer " + layer + ": it is last:N or numbers such as 3,7,11, of blocks 0 to " + (depth - 1));
    }

    /** Asks the cluster for the memory that an executor takes outside its heap, if the user has not. */
    void reserveMemory(SparkConf configuration) throws IOException {
        VtpOptions options = options(configuration);
        if (!options.isDistributed()) {
            LoadOptions vision =
                    LoadOptions.defaults().withWeights(options.weights()).withParts(Tower.VISION.parts());
            long bytes = options.find().layout().weightBytes(vision) + BESIDE_WEIGHTS;
            configuration.setIfMissing("spark.executor.memoryOverhead", bytes / MEGABYTE + "m");
        }
    }
}
