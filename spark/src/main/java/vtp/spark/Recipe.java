package vtp.spark;

import java.io.IOException;
import java.io.Serializable;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import vtp.datasets.ExtractionPlan;
import vtp.datasets.FeatureKind;
import vtp.datasets.ModelEncoder;
import vtp.datasets.PlanSettings;
import vtp.datasets.ShardTensor;
import vtp.engine.VtpModel;
import vtp.engine.config.Part;
import vtp.engine.config.VtpConfig;
import vtp.engine.files.ModelSource;
import vtp.engine.image.PictureReader;
import vtp.engine.image.Preparation;
import vtp.loader.Dtype;

/**
 * What is computed of each picture; it travels to the executors.
 *
 * @param options of the model, its sum known
 * @param preparation any but none
 * @param side of the prepared picture
 * @param kinds at least one
 * @param flip whether latents of the mirrored picture are made too
 * @param blocks for {@link FeatureKind#LAYERS}, ascending
 * @param maxPixels larger pictures are refused
 * @param dtype of the numbers of shards
 * @param shardSize pictures of a shard
 */
record Recipe(
        VtpOptions options,
        Preparation preparation,
        int side,
        Set<FeatureKind> kinds,
        boolean flip,
        List<Integer> blocks,
        long maxPixels,
        Dtype dtype,
        int shardSize)
        implements Serializable {

    Recipe {
        kinds = Set.copyOf(kinds);
        blocks = List.copyOf(blocks);
    }

    PictureReader reader() {
        return new PictureReader(options.orientation(), maxPixels);
    }

    private int[] numbers() {
        return blocks.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The tensors that pictures get rows of. */
    List<ShardTensor> tensors(VtpConfig config) {
        return ModelEncoder.tensors(config, preparation, side, kinds, flip, numbers());
    }

    /** The encoder of this executor, whose model all tasks share: each picture is encoded by one thread. */
    ModelEncoder encoder() {
        VtpModel model = ExecutorModels.get(options, Tower.VISION, 1);
        return new ModelEncoder(model, preparation, side, kinds, flip, numbers());
    }

    /** The same with shards of another size. */
    Recipe withShardSize(int pictures) {
        return new Recipe(options, preparation, side, kinds, flip, blocks, maxPixels, dtype, pictures);
    }

    /** What a single shard needs of the plan. */
    ExtractionPlan shardPlan() {
        return new ExtractionPlan("", Map.of(), dtype, shardSize, 0, 1);
    }

    /** The same plan as {@code vtp extract} has for these choices. */
    ExtractionPlan plan(ModelSource source) throws IOException {
        source.require(Part.TRUNK);
        if (kinds.contains(FeatureKind.CLIP)) {
            source.require(Part.CLIP_HEAD);
        }
        boolean sized = preparation == Preparation.CROP || preparation == Preparation.SQUASH;
        String prepared = PlanSettings.word(preparation) + (sized ? " " + side : "");
        Map<String, String> settings =
                PlanSettings.of(options.sha256(), options.weights(), Recipe.class, prepared, reader());
        PlanSettings.addKinds(settings, EnumSet.copyOf(kinds), flip, numbers());
        return new ExtractionPlan(source.name(), new TreeMap<>(settings), dtype, shardSize, 0, 1);
    }
}
