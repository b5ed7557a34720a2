package vtp.datasets;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import vtp.engine.Layers;
import vtp.engine.VtpModel;
import vtp.engine.config.VtpConfig;
import vtp.engine.image.Pixels;
import vtp.engine.image.Preparation;
import vtp.engine.image.Rgb;
import vtp.engine.tensor.ImageEmbeddings;
import vtp.engine.tensor.TokenFeatures;

/**
 * Encodes pictures with a model: latents, and features. The mirrored picture is the prepared one with its columns
 * turned round, before it is normalised.
 *
 * <p>Best with a model that is loaded for one thread a call: many pictures are encoded at once.
 *
 * @since 0.1.0
 */
public final class ModelEncoder implements PictureEncoder {
    private static final int PROBE_SIZE = 224;
    private static final Set<FeatureKind> CLIP_AND_CLS = Set.of(FeatureKind.CLIP, FeatureKind.CLS);

    private final VtpModel model;
    private final Preparation preparation;
    private final int size;
    private final Set<FeatureKind> what;
    private final boolean flip;
    private final int[] blocks;

    /**
     * An encoder.
     *
     * @param model with the parts that {@code what} needs: the trunk, and CLIP's for its feature
     * @param preparation any but {@link Preparation#NONE}, since all rows of a shard have one shape
     * @param size the side of the prepared picture, for squash and crop
     * @param what at least one
     * @param flip whether latents of the mirrored picture are made too
     * @param blocks for {@link FeatureKind#LAYERS}, numbers from 0, ascending
     * @throws IllegalArgumentException if the preparation or the choice is refused
     */
    public ModelEncoder(
            VtpModel model, Preparation preparation, int size, Set<FeatureKind> what, boolean flip, int[] blocks) {
        if (preparation == Preparation.NONE) {
            throw new IllegalArgumentException(
                    "pictures of a shard must have one size; crop, squash or probe gives it");
        }
        if (what.isEmpty()) {
            throw new IllegalArgumentException("nothing is to be extracted");
        }
        this.model = model;
        this.preparation = preparation;
        this.size = size;
        this.what = Set.copyOf(what);
        this.flip = flip;
        this.blocks = blocks.clone();
    }

    @Override
    public List<ShardTensor> tensors() {
        return tensors(model.config(), preparation, size, what, flip, blocks);
    }

    /** The {@link #tensors()} of an encoder with a model of this configuration, and these choices. */
    public static List<ShardTensor> tensors(
            VtpConfig config, Preparation preparation, int size, Set<FeatureKind> what, boolean flip, int[] blocks) {
        long side = (preparation == Preparation.PROBE ? PROBE_SIZE : size) / config.patchSize();
        List<Long> width = List.of((long) config.trunk().width());
        List<ShardTensor> tensors = new ArrayList<>();
        if (what.contains(FeatureKind.LATENTS)) {
            List<Long> shape = List.of((long) config.latentChannels(), side, side);
            tensors.add(new ShardTensor("", ShardTensor.LATENTS, shape));
            if (flip) {
                tensors.add(new ShardTensor("", "latents_flip", shape));
            }
        }
        if (what.contains(FeatureKind.CLIP)) {
            int embedding = config.clip().orElseThrow().text().width();
            tensors.add(new ShardTensor("clip", "clip", List.of((long) embedding)));
        }
        if (what.contains(FeatureKind.CLS)) {
            tensors.add(new ShardTensor("cls", "cls", width));
        }
        if (what.contains(FeatureKind.PATCH_MEAN)) {
            tensors.add(new ShardTensor("patch-mean", "patch_mean", width));
        }
        if (what.contains(FeatureKind.LAYERS)) {
            for (int block : blocks) {
                tensors.add(new ShardTensor("layers", "layer." + block + ".cls", width));
                tensors.add(new ShardTensor("layers", "layer." + block + ".patch_mean", width));
            }
        }
        return tensors;
    }

    @Override
    public float[][] encode(Rgb picture) {
        Rgb prepared = preparation.apply(picture, size, model.config().patchSize());
        Pixels pixels = Pixels.normalise(prepared);
        List<float[]> rows = new ArrayList<>();
        if (what.contains(FeatureKind.LATENTS)) {
            addLatents(prepared, rows);
        }
        boolean onePass = what.containsAll(CLIP_AND_CLS) && !what.contains(FeatureKind.PATCH_MEAN);
        if (onePass) {
            ImageEmbeddings embeddings = model.imageEmbeddings(pixels);
            rows.add(embeddings.clip().data());
            rows.add(embeddings.cls().data());
        } else if (what.contains(FeatureKind.CLIP)) {
            rows.add(model.imageFeatures(pixels).data());
        }
        if (!onePass && (what.contains(FeatureKind.CLS) || what.contains(FeatureKind.PATCH_MEAN))) {
            TokenFeatures last = model.lastLayer(pixels);
            if (what.contains(FeatureKind.CLS)) {
                rows.add(last.cls());
            }
            if (what.contains(FeatureKind.PATCH_MEAN)) {
                rows.add(last.patchMeans());
            }
        }
        if (what.contains(FeatureKind.LAYERS)) {
            for (TokenFeatures layer : model.layers(pixels, Layers.of(blocks))) {
                rows.add(layer.cls());
                rows.add(layer.patchMeans());
            }
        }
        return rows.toArray(float[][]::new);
    }

    /** Both pictures in one call. */
    private void addLatents(Rgb prepared, List<float[]> rows) {
        List<Rgb> pictures = flip ? List.of(prepared, prepared.mirrored()) : List.of(prepared);
        float[] latents = model.encode(Pixels.normalise(pictures)).data();
        int length = latents.length / pictures.size();
        for (int i = 0; i < pictures.size(); i++) {
            rows.add(Arrays.copyOfRange(latents, i * length, (i + 1) * length));
        }
    }
}
