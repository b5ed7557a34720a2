package vtp.engine;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.IntStream;
import vtp.engine.config.ClipConfig;
import vtp.engine.config.LoadOptions;
import vtp.engine.config.ModelException;
import vtp.engine.config.TextConfig;
import vtp.engine.config.VtpConfig;
import vtp.engine.files.ModelSource;
import vtp.engine.image.Pixels;
import vtp.engine.image.Rgb;
import vtp.engine.network.ClipHead;
import vtp.engine.network.Network;
import vtp.engine.network.Trace;
import vtp.engine.network.WarmUp;
import vtp.engine.tensor.Embeddings;
import vtp.engine.tensor.FiniteCheck;
import vtp.engine.tensor.Latents;
import vtp.engine.tensor.Scores;
import vtp.engine.tensor.StageListener;
import vtp.engine.tensor.TokenFeatures;
import vtp.engine.text.BpeTokenizer;
import vtp.kernels.Kernels;
import vtp.kernels.SimdKernels;
import vtp.kernels.Workers;

/**
 * A VTP model: pictures to latents and back, features of pictures and texts.
 *
 * <pre>{@code
 * try (VtpModel model = VtpModel.load(Path.of("VTP-Small-f16d64"))) {
 *     Pixels pixels = Pixels.normalise(Preparation.CROP.apply(Rgb.of(picture), 256, 16));
 *     Latents latents = model.encode(pixels);                         // (1, 64, 16, 16)
 *     Rgb copy = model.decode(latents).toRgb(0, Rounding.TRUNC);
 * }
 * }</pre>
 *
 * <p>Immutable; any number of threads may call it. What a call returns does not depend on the number of threads, nor,
 * for one picture or text, on the others of its batch. Every call throws
 * <ul>
 *   <li>{@link IllegalStateException} after {@link #close}, or if a part of the model is needed that it lacks or that
 *       was not loaded;
 *   <li>{@link IllegalArgumentException} for inputs of the wrong shape, and for NaN and infinities in them;
 *   <li>{@link ArithmeticException} if a result is not finite.
 * </ul>
 */
public final class VtpModel implements AutoCloseable {

    private final String name;
    private final VtpConfig config;
    private final Network network;
    private final CallGate lifetime;

    /** Made when the first text comes: pictures do not need it. */
    private static final class Clip {
        static final BpeTokenizer TOKENIZER = BpeTokenizer.clip();
    }

    private VtpModel(String name, VtpConfig config, Network network) {
        this.name = name;
        this.config = config;
        this.network = network;
        this.lifetime = new CallGate(name, network::close);
    }

    /**
     * Has the JVM compile what every model needs, on a thread of its own, and returns at once. Nobody has to call it, but
     * a program that does so first of all finds its first model loaded some 0.2 s earlier.
     */
    public static void prepare() {
        WarmUp.startCommon();
    }

    /** {@link #load(ModelSource, LoadOptions)} of a folder or file, with {@link LoadOptions#defaults}. */
    public static VtpModel load(Path path) throws IOException {
        return load(path, LoadOptions.defaults());
    }

    /** {@link #load(ModelSource, LoadOptions)} of a folder or file, as {@link ModelSource#folder(Path)} finds it. */
    public static VtpModel load(Path path, LoadOptions options) throws IOException {
        return load(ModelSource.folder(path), options);
    }

    /**
     * Reads a model.
     *
     * @throws ModelException if the weights are not those that the configuration calls for, or not finite
     * @throws IOException if a file is malformed or cannot be read
     */
    public static VtpModel load(ModelSource files, LoadOptions options) throws IOException {
        return load(files, options, SimdKernels::new);
    }

    static VtpModel load(ModelSource files, LoadOptions options, Function<Workers, Kernels> kernels)
            throws IOException {
        return new VtpModel(
                files.name(), files.config(), new Network(files.name(), files.config(), files::open, options, kernels));
    }

    /** What the model is called. */
    public String name() {
        return name;
    }

    /** Its architecture. */
    public VtpConfig config() {
        return config;
    }

    /**
     * Encodes pictures.
     *
     * @param pixels (B, 3, H, W), H and W multiples of the patch size P
     * @return (B, K, H / P, W / P)
     */
    public Latents encode(Pixels pixels) {
        return lifetime.call(() -> network.encoder().latents(checked(pixels)));
    }

    /** Encodes one picture at its own size, its sides multiples of the patch size. */
    public Latents encode(BufferedImage picture) {
        return encode(Pixels.normalise(Rgb.of(picture)));
    }

    /**
     * Decodes latents.
     *
     * @param latents (B, K, h, w)
     * @return (B, 3, 16 h, 16 w)
     */
    public Pixels decode(Latents latents) {
        return lifetime.call(() -> network.decoder().decode(checked(latents)));
    }

    /** {@link #imageFeatures(Pixels, boolean)}, normalised. */
    public Embeddings imageFeatures(Pixels pixels) {
        return imageFeatures(pixels, true);
    }

    /**
     * CLIP features of pictures.
     *
     * @param pixels (B, 3, H, W), H and W multiples of the patch size
     * @param normalize whether to divide each by its length
     * @return (B, E)
     */
    public Embeddings imageFeatures(Pixels pixels, boolean normalize) {
        return lifetime.call(() -> {
            ClipHead head = network.head();
            return network.encoder().clip(checked(pixels), config.clip().orElseThrow(), head, normalize);
        });
    }

    /** {@link #textFeatures(List, boolean)}, normalised. */
    public Embeddings textFeatures(List<String> texts) {
        return textFeatures(texts, true);
    }

    /**
     * CLIP features of texts.
     *
     * @param texts what is longer than the context is cut
     * @param normalize whether to divide each by its length
     * @return (P, E)
     */
    public Embeddings textFeatures(List<String> texts, boolean normalize) {
        return tokenFeatures(texts.stream().map(this::tokenize).toList(), normalize);
    }

    /**
     * CLIP features of texts already tokenized.
     *
     * @param ids of each text, 1 to L of them; zeros follow
     * @param normalize whether to divide each by its length
     * @return (P, E)
     * @throws IllegalArgumentException if there are too many or too few, or one is not in the vocabulary
     */
    public Embeddings tokenFeatures(List<int[]> ids, boolean normalize) {
        return lifetime.call(() -> network.text().features(ids, normalize));
    }

    /** The token ids of a text, start and end included, not padded; what is longer than the context is cut. */
    public int[] tokenize(String text) {
        return Clip.TOKENIZER.encode(text, text().contextLength());
    }

    /** exp(logit_scale): what cosines are multiplied with to become logits. */
    public float logitScale() {
        return lifetime.call(() -> network.head().logitScale());
    }

    /** logit_bias: what is added to logits; empty if the model has none. */
    public OptionalDouble logitBias() {
        return lifetime.call(() -> {
            float bias = network.head().logitBias();
            return config.clip().orElseThrow().logitBias() ? OptionalDouble.of(bias) : OptionalDouble.empty();
        });
    }

    /** exp(logit_scale) · image · textᵀ + logit_bias, of pictures (B, 3, H, W) and P texts: (B, P). */
    public Scores logits(Pixels pixels, List<String> texts) {
        return Scores.logits(imageFeatures(pixels), textFeatures(texts), logitScale(), (float)
                logitBias().orElse(0));
    }

    /**
     * How probable each text is for each picture, among the texts: softmax(scale · image · textᵀ).
     *
     * @param images (B, E), normalised
     * @param texts (P, E), normalised
     * @param scale 100 in the reference's examples; or {@link #logitScale}
     * @return (B, P)
     */
    public static Scores classify(Embeddings images, Embeddings texts, float scale) {
        return Scores.logits(images, texts, scale, 0).softmax();
    }

    /**
     * Features of the last block, after the final norm.
     *
     * @param pixels (B, 3, H, W), H and W multiples of the patch size
     * @param useBottleneck whether to send them through the bottleneck: K channels rather than C
     */
    public TokenFeatures lastLayer(Pixels pixels, boolean useBottleneck) {
        return lifetime.call(() -> network.encoder().lastLayer(checked(pixels), useBottleneck));
    }

    /**
     * Features of the last blocks, the shallowest first, never through the bottleneck.
     *
     * @param pixels (B, 3, H, W), H and W multiples of the patch size
     * @param lastN how many blocks, from 0 to the trunk's depth
     * @param norm whether to apply the final norm
     */
    public List<TokenFeatures> intermediateLayers(Pixels pixels, int lastN, boolean norm) {
        int depth = config.trunk().depth();
        if (lastN < 0 || lastN > depth) {
            throw new IllegalArgumentException("the last " + lastN + " blocks of " + depth + " do not exist");
        }
        return intermediateLayers(pixels, IntStream.range(depth - lastN, depth).toArray(), norm);
    }

    /**
     * Features of some blocks, the shallowest first whatever the order asked for, never through the bottleneck.
     *
     * @param pixels (B, 3, H, W), H and W multiples of the patch size
     * @param blocks their numbers from 0, each once
     * @param norm whether to apply the final norm
     */
    public List<TokenFeatures> intermediateLayers(Pixels pixels, int[] blocks, boolean norm) {
        int depth = config.trunk().depth();
        int[] ascending = Arrays.stream(blocks).sorted().distinct().toArray();
        if (ascending.length < blocks.length) {
            throw new IllegalArgumentException("blocks " + Arrays.toString(blocks) + ": one is named twice");
        }
        if (ascending.length > 0 && (ascending[0] < 0 || ascending[ascending.length - 1] >= depth)) {
            throw new IllegalArgumentException(
                    "blocks " + Arrays.toString(blocks) + ": the model has blocks 0 to " + (depth - 1));
        }
        return lifetime.call(() -> network.encoder().intermediateLayers(checked(pixels), ascending, norm));
    }

    /**
     * Shows every stage of a picture's way, and of some prompts', for comparison with another implementation. The
     * stages are those of the calls above. What the model lacks is left out. With B pictures, P prompts:
     *
     * <pre>
     * pixels (B, 3, H, W)  trunk.patches (B, T, C)  trunk.block.i, trunk.norm (B, 1 + T, C)
     * last.cls (B, C)  last.patch (B, T, C)  neck.cls (B, K)  neck.patch (B, T, K)
     * inter.k.patch, inter.k.cls           the last two blocks, normed;  inter_raw.k.… the same as they are
     * latents (B, K, h, w)  decoder.block.i (B, T, C)  decoded (B, 3, 16 h, 16 w)
     * rgb (16 h, 16 w, 3)                  decoded as 8 bits, truncated; if B = 1
     * text.block.i (P, L, E)               every position
     * clip.image_raw, clip.image (B, E)  clip.text_raw, clip.text (P, E)
     * logits (B, P)  probs (B, P)          probs: softmax(100 · image · textᵀ)
     * </pre>
     *
     * @param ids of the prompts; may be empty
     */
    public void trace(Pixels pixels, List<int[]> ids, StageListener listener) {
        lifetime.call(() -> {
            new Trace(config, network, listener).run(checked(pixels), new ArrayList<>(ids));
            return true;
        });
    }

    private Pixels checked(Pixels pixels) {
        int patch = config.patchSize();
        if (pixels.height() % patch != 0 || pixels.width() % patch != 0) {
            throw new IllegalArgumentException("the picture is " + pixels.height() + " high and " + pixels.width()
                    + " wide; both must be multiples of " + patch + ", the patch size: see Preparation");
        }
        FiniteCheck.requireInput("pixels", pixels.data(), pixels.batch(), 3, pixels.height(), pixels.width());
        return pixels;
    }

    private Latents checked(Latents latents) {
        if (latents.channels() != config.latentChannels()) {
            throw new IllegalArgumentException("the latents have " + latents.channels() + " channels, model " + name
                    + " takes " + config.latentChannels());
        }
        FiniteCheck.requireInput(
                "latents", latents.data(), latents.batch(), latents.channels(), latents.height(), latents.width());
        return latents;
    }

    private TextConfig text() {
        return config.clip()
                .map(ClipConfig::text)
                .orElseThrow(() -> new IllegalStateException(
                        "model " + name + " has no TEXT: its config.json sets train_clip to false"));
    }

    /** Lets no more calls in; those in progress finish. Memory is freed when the last of them has ended. */
    @Override
    public void close() {
        lifetime.close();
    }
}
