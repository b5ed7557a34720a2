package vtp.engine.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import vtp.engine.config.ClipConfig;
import vtp.engine.config.ClipFeature;
import vtp.engine.config.VtpConfig;
import vtp.engine.image.Pixels;
import vtp.engine.tensor.Embeddings;
import vtp.engine.tensor.FiniteCheck;
import vtp.engine.tensor.ImageEmbeddings;
import vtp.engine.tensor.Latents;
import vtp.engine.tensor.StageListener;
import vtp.engine.tensor.TokenFeatures;
import vtp.kernels.Mat;

/**
 * What is made of the trunk's tokens: latents, features, CLIP image features. A batch goes through the trunk a few
 * images at a time, so that memory stays bounded; no image's result depends on the others.
 *
 * @since 0.1.0
 */
public final class ImageEncoder {
    /** Enough rows to use each weight often while it is in the cache; more only take memory. */
    static final int ROWS_AT_ONCE = 1100;

    private final VtpConfig config;
    private final VisionTrunk trunk;

    ImageEncoder(VtpConfig config, VisionTrunk trunk) {
        this.config = config;
        this.trunk = trunk;
    }

    /** (B, 3, H, W) → (B, K, h, w). */
    public Latents latents(Pixels pixels) {
        int height = pixels.height() / config.patchSize();
        int width = pixels.width() / config.patchSize();
        Latents latents = Latents.zeros(pixels.batch(), config.latentChannels(), height, width);
        forEachPass(pixels, (first, rows, s) -> {
            Mat x = trunk.forward(pixels, first, rows, s, depth(), BlockListener.NONE);
            Mat normed = normPatches(x, rows, s); //                   (B·T, C)
            Mat necked = trunk.neck(normed, s); //                     (B·T, K)
            for (int b = 0; b < rows.images(); b++) {
                TensorTransfer.toLatents(necked.rows(b * height * width, height * width), latents, first + b);
            }
        });
        FiniteCheck.requireResult("latents", latents.data(), latents.batch(), latents.channels(), height, width);
        return latents;
    }

    /** The final norm of the patches alone, images side by side. */
    private Mat normPatches(Mat x, ImageBatch rows, Scratch s) {
        int patches = rows.rowsPerImage() - rows.prefix();
        for (int b = 0; b < rows.images(); b++) {
            trunk.norm(rows.patchRows(x, b), s.normed().rows(b * patches, patches));
        }
        return s.normed().rows(0, rows.images() * patches);
    }

    /** Normed tokens of the last block, through the bottleneck or not. */
    public TokenFeatures lastLayer(Pixels pixels, boolean useBottleneck) {
        TokenFeatures features = features(
                pixels, useBottleneck ? config.latentChannels() : config.trunk().width());
        forEachPass(pixels, (first, rows, s) -> {
            Mat x = trunk.forward(pixels, first, rows, s, depth(), BlockListener.NONE);
            Mat normed = trunk.norm(x, s.normed());
            TensorTransfer.toFeatures(useBottleneck ? trunk.neck(normed, s) : normed, rows, features, first);
        });
        return features.requireFinite("features");
    }

    /** The tokens of some blocks, given in ascending order; those behind the last of them are not computed. */
    public List<TokenFeatures> intermediateLayers(Pixels pixels, int[] blocks, boolean norm) {
        List<TokenFeatures> layers = new ArrayList<>();
        for (int i = 0; i < blocks.length; i++) {
            layers.add(features(pixels, config.trunk().width()));
        }
        int depth = blocks.length == 0 ? 0 : blocks[blocks.length - 1] + 1;
        forEachPass(
                pixels,
                (first, rows, s) -> trunk.forward(pixels, first, rows, s, depth, (block, x) -> {
                    int layer = Arrays.binarySearch(blocks, block);
                    if (layer >= 0) {
                        Mat tokens = norm ? trunk.norm(x, s.normed()) : x;
                        TensorTransfer.toFeatures(tokens, rows, layers.get(layer), first);
                    }
                }));
        layers.forEach(layer -> layer.requireFinite("features"));
        return layers;
    }

    private TokenFeatures features(Pixels pixels, int channels) {
        return TokenFeatures.zeros(
                pixels.batch(), pixels.height() / config.patchSize(), pixels.width() / config.patchSize(), channels);
    }

    /** CLIP image features (B, E). */
    public Embeddings clip(Pixels pixels, ClipConfig clip, ClipHead head, boolean normalize) {
        return clip(pixels, clip, head, normalize, (first, classes) -> {});
    }

    /** CLIP image features (B, E), each of length 1, and normed class tokens (B, C), of one pass. */
    public ImageEmbeddings clipAndClass(Pixels pixels, ClipConfig clip, ClipHead head) {
        int channels = config.trunk().width();
        float[] cls = new float[Math.multiplyExact(pixels.batch(), channels)];
        Embeddings features = clip(pixels, clip, head, true, (first, classes) -> {
            for (int b = 0; b < classes.rows(); b++) {
                classes.copyRowTo(b, cls, (first + b) * channels);
            }
        });
        FiniteCheck.requireResult("class tokens", cls, pixels.batch(), channels);
        return new ImageEmbeddings(features, new Embeddings(cls, pixels.batch(), channels));
    }

    /** Takes the normed class tokens (b, C) of the images from {@code first} on. */
    private interface ClassTokens {
        void accept(int first, Mat classes);
    }

    private Embeddings clip(Pixels pixels, ClipConfig clip, ClipHead head, boolean normalize, ClassTokens tokens) {
        float[] features = new float[Math.multiplyExact(pixels.batch(), head.width())];
        forEachPass(pixels, (first, rows, s) -> {
            Mat normed;
            if (clip.feature() == ClipFeature.CLS) {
                Mat classes = trunk.forwardClass(pixels, first, rows, s); //                     (B, C)
                normed = trunk.norm(classes, s.normed().rows(0, rows.images()));
                tokens.accept(first, normed);
            } else {
                Mat x = trunk.forward(pixels, first, rows, s, depth(), BlockListener.NONE); //   (B·(1+T), C)
                tokens.accept(first, trunk.norm(rows.classRows(x), s.normed().rows(0, rows.images())));
                normed = normPatches(x, rows, s); //                                             (B·T, C)
            }
            Mat pooled = clip.throughBottleneck() ? trunk.neck(normed, s) : normed;
            head.forward(pooled, rows.images(), normalize, features, first * head.width());
        });
        FiniteCheck.requireResult("image features", features, pixels.batch(), head.width());
        return new Embeddings(features, pixels.batch(), head.width());
    }

    /** Shows the stages of all pictures together. */
    void trace(Pixels pixels, StageListener listener) {
        ImageBatch rows = trunk.rows(pixels, pixels.batch());
        try (Scratch s = trunk.scratch(rows)) {
            Mat last = trunk.forward(pixels, 0, rows, s, depth(), (block, x) -> {
                if (block < 0) {
                    TokenFeatures patches = features(pixels, config.trunk().width());
                    TensorTransfer.toFeatures(x, rows, patches, 0);
                    int count = patches.height() * patches.width();
                    listener.stage("trunk.patches", patches.patch(), pixels.batch(), count, patches.channels());
                } else {
                    Trace.tokens(listener, "trunk.block." + block, x, pixels.batch());
                }
            });
            Trace.tokens(listener, "trunk.norm", trunk.norm(last, s.normed()), pixels.batch());
        }
    }

    private int depth() {
        return config.trunk().depth();
    }

    /** A part of a batch on its way through the trunk. */
    private interface Pass {
        void run(int first, ImageBatch rows, Scratch s);
    }

    private void forEachPass(Pixels pixels, Pass pass) {
        int most = Math.max(1, ROWS_AT_ONCE / trunk.rows(pixels, 1).rowsPerImage());
        for (int first = 0; first < pixels.batch(); first += most) {
            ImageBatch rows = trunk.rows(pixels, Math.min(most, pixels.batch() - first));
            try (Scratch s = trunk.scratch(rows)) {
                pass.run(first, rows, s);
            }
        }
    }
}
