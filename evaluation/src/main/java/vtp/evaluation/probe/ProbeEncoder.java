package vtp.evaluation.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import vtp.datasets.PictureEncoder;
import vtp.datasets.ShardTensor;
import vtp.engine.Layers;
import vtp.engine.VtpModel;
import vtp.engine.image.Pixels;
import vtp.engine.image.Preparation;
import vtp.engine.image.Rgb;
import vtp.engine.tensor.TokenFeatures;

/**
 * Computes what linear probes are trained on: of the last four blocks the class tokens, in the order of depth, and the
 * mean of the last block's patch tokens, all after the final norm: 5 · C numbers, of which a probe of the last block
 * takes the last 2 · C, and one of four blocks all.
 *
 * <p>Of the picture as it is evaluated, its middle, and perhaps of several views of it for training: parts drawn at
 * random, mirrored or not, which follow from a seed and the picture's place in the data set.
 *
 * @since 0.1.0
 */
public final class ProbeEncoder implements PictureEncoder {
    /** How many of the last blocks' class tokens there are. */
    static final int BLOCKS = 4;

    /** The side of the pictures, 14 patches of 16 pixels. */
    private static final int SIDE = 224;

    private final VtpModel model;
    private final int views;
    private final long seed;

    /**
     * An encoder.
     *
     * @param model with a trunk of at least four blocks
     * @param views how many of each picture, besides its middle
     * @param seed what the views are drawn from
     * @throws IllegalArgumentException if the trunk has fewer blocks, or {@code views} is negative
     */
    public ProbeEncoder(VtpModel model, int views, long seed) {
        if (model.config().trunk().depth() < BLOCKS) {
            throw new IllegalArgumentException("model " + model.name() + " has "
                    + model.config().trunk().depth() + " blocks; a probe takes features of the last " + BLOCKS);
        }
        if (views < 0) {
            throw new IllegalArgumentException("there are no " + views + " views of a picture");
        }
        this.model = model;
        this.views = views;
        this.seed = seed;
    }

    /** The tensor of the features: (1 + views, 5, C), the middle first. */
    public ShardTensor tensor() {
        long width = model.config().trunk().width();
        return new ShardTensor("probe", "features", List.of(1L + views, BLOCKS + 1L, width));
    }

    @Override
    public List<ShardTensor> tensors() {
        return List.of(tensor());
    }

    @Override
    public float[][] encode(Rgb picture) {
        return encode(picture, 0);
    }

    @Override
    public float[][] encode(Rgb picture, long index) {
        List<Rgb> pictures = new ArrayList<>();
        pictures.add(Preparation.PROBE.apply(picture, SIDE, model.config().patchSize()));
        for (int view = 0; view < views; view++) {
            SplittableRandom random = KeyedRandom.of(seed, view, index);
            Rgb part =
                    RandomCrop.draw(picture.height(), picture.width(), random).of(picture, SIDE);
            pictures.add(random.nextBoolean() ? part.mirrored() : part);
        }
        int width = model.config().trunk().width();
        float[] row = new float[pictures.size() * (BLOCKS + 1) * width];
        int at = 0;
        for (Rgb prepared : pictures) {
            List<TokenFeatures> layers = model.layers(Pixels.normalise(prepared), Layers.last(BLOCKS));
            for (TokenFeatures layer : layers) {
                System.arraycopy(layer.cls(), 0, row, at, width);
                at += width;
            }
            System.arraycopy(layers.get(BLOCKS - 1).patchMeans(), 0, row, at, width);
            at += width;
        }
        return new float[][] {row};
    }
}
