package vtp.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import vtp.engine.config.LoadOptions;
import vtp.engine.config.ModelException;
import vtp.engine.config.TextConfig;
import vtp.engine.config.VtpConfig;
import vtp.engine.files.ModelSource;
import vtp.engine.image.Pixels;
import vtp.engine.image.Preparation;
import vtp.engine.image.Rgb;
import vtp.engine.network.ClipHead;
import vtp.engine.network.Network;
import vtp.engine.network.Trace;
import vtp.engine.network.WarmUp;
import vtp.engine.tensor.Embeddings;
import vtp.engine.tensor.ImageEmbeddings;
import vtp.engine.tensor.Latents;
import vtp.engine.tensor.Scores;
import vtp.engine.tensor.StageListener;
import vtp.engine.tensor.TokenFeatures;
import vtp.engine.text.BpeTokenizer;
import vtp.engine.text.TextCleaning;
import vtp.kernels.Kernels;
import vtp.kernels.Workers;

/**
 * A VTP model: pictures to latents and back, features of pictures and texts.
 *
 * <pre>{@code
 * try (VtpModel model = VtpModel.load(Path.of("VTP-Small-f16d64"))) {
 *     Pixels pixels = model.prepare(new PictureReader().read(file), Preparation.CROP);
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
 *
 * @since 0.1.0
 */
public final class VtpModel implements AutoCloseable {

    private final String name;
    private final VtpConfig config;
    private final TextCleaning cleaning;
    private final Network network;
    private final CallGate gate;

    private VtpModel(String name, VtpConfig config, TextCleaning cleaning, Network network) {
        this.name = name;
        this.config = config;
        this.cleaning = cleaning;
        this.network = network;
        this.gate = new CallGate(name, network::close);
    }

    /**
     * Has the JVM compile what every model needs, on a thread of its own, and returns at once. Nobody has to call it,
     * but a program that does so first of all finds its first model loaded some 0.2 s earlier.
     */
    public static void warmUp() {
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
     * Reads a model. Meanwhile the JVM compiles what a call needs: where it was started without the flags of the
     * command line, that takes some 3 s of CPU time more, once.
     *
     * @throws ModelException if the weights are not those that the configuration calls for, or not finite
     * @throws IOException if a file is malformed or cannot be read
     */
    public static VtpModel load(ModelSource files, LoadOptions options) throws IOException {
        return load(files, options, Kernels::create);
    }

    static VtpModel load(ModelSource files, LoadOptions options, Function<Workers, Kernels> kernels)
            throws IOException {
        long weightBytes = files.layout().weightBytes(options);
        Network network = new Network(files.name(), files.config(), files::open, weightBytes, options, kernels);
        return new VtpModel(files.name(), files.config(), options.cleaning(), network);
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
     * Prepares a picture of any size for the calls below, at the size that the model was trained on.
     *
     * @return (1, 3, H, W)
     * @throws IllegalArgumentException if {@link Preparation#NONE} is asked for and a side is no multiple of the patch
     *     size
     */
    public Pixels prepare(Rgb picture, Preparation preparation) {
        return prepare(List.of(picture), preparation);
    }

    /**
     * Prepares pictures, as {@link #prepare(Rgb, Preparation)} does one, to a batch.
     *
     * @return (B, 3, H, W)
     * @throws IllegalArgumentException also if there are none, or if they are not of one size afterwards
     */
    public Pixels prepare(List<Rgb> pictures, Preparation preparation) {
        return Pixels.normalise(pictures.stream()
                .map(picture -> preparation.apply(picture, config.imageSize(), config.patchSize()))
                .toList());
    }

    /**
     * Encodes pictures.
     *
     * @param pixels (B, 3, H, W), H and W multiples of the patch size P
     * @return (B, K, H / P, W / P)
     */
    public Latents encode(Pixels pixels) {
        return gate.call(() -> network.encoder().latents(checked(pixels)));
    }

    /**
     * Decodes latents.
     *
     * @param latents (B, K, h, w)
     * @return (B, 3, 16 h, 16 w)
     */
    public Pixels decode(Latents latents) {
        return gate.call(() -> network.decoder().decode(InputCheck.require(latents, name, config)));
    }

    /**
     * CLIP features of pictures, each of length 1.
     *
     * @param pixels (B, 3, H, W), H and W multiples of the patch size
     * @return (B, E)
     */
    public Embeddings imageFeatures(Pixels pixels) {
        return imageFeatures(pixels, true);
    }

    /** CLIP features of pictures as {@link #imageFeatures} has them before they are divided by their lengths. */
    public Embeddings rawImageFeatures(Pixels pixels) {
        return imageFeatures(pixels, false);
    }

    /**
     * CLIP features of pictures, as {@link #imageFeatures} has them, and class tokens, as {@link #lastLayer} has them,
     * for the price of the former.
     *
     * @param pixels (B, 3, H, W), H and W multiples of the patch size
     */
    public ImageEmbeddings imageEmbeddings(Pixels pixels) {
        return gate.call(() -> {
            ClipHead head = network.head();
            return network.encoder().clipAndClass(checked(pixels), config.clip().orElseThrow(), head);
        });
    }

    private Embeddings imageFeatures(Pixels pixels, boolean normalize) {
        return gate.call(() -> {
            ClipHead head = network.head();
            return network.encoder().clip(checked(pixels), config.clip().orElseThrow(), head, normalize);
        });
    }

    /**
     * CLIP features of texts, each of length 1.
     *
     * @param texts what is longer than the context is cut
     * @return (P, E)
     */
    public Embeddings textFeatures(List<String> texts) {
        return tokenFeatures(texts.stream().map(this::tokenize).toList());
    }

    /** CLIP features of texts as {@link #textFeatures} has them before they are divided by their lengths. */
    public Embeddings rawTextFeatures(List<String> texts) {
        return rawTokenFeatures(texts.stream().map(this::tokenize).toList());
    }

    /**
     * CLIP features of texts already tokenized, each of length 1.
     *
     * @param ids of each text, 1 to L of them; zeros follow
     * @return (P, E)
     * @throws IllegalArgumentException if there are too many or too few, or one is not in the vocabulary
     */
    public Embeddings tokenFeatures(List<int[]> ids) {
        return gate.call(() -> network.text().features(ids, true));
    }

    /** CLIP features as {@link #tokenFeatures} has them before they are divided by their lengths. */
    public Embeddings rawTokenFeatures(List<int[]> ids) {
        return gate.call(() -> network.text().features(ids, false));
    }

    /** The token ids of a text, start and end included, not padded; what is longer than the context is cut. */
    public int[] tokenize(String text) {
        return gate.call(() -> BpeTokenizer.shared(cleaning).encode(text, text().contextLength()));
    }

    /** exp(logit_scale): what cosines are multiplied with to become logits. */
    public float logitScale() {
        return gate.call(() -> network.head().logitScale());
    }

    /** logit_bias: what is added to logits; empty if the model has none. */
    public OptionalDouble logitBias() {
        return gate.call(() -> {
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
     * Features of the last block, after the final norm.
     *
     * @param pixels (B, 3, H, W), H and W multiples of the patch size
     * @return C channels a token
     */
    public TokenFeatures lastLayer(Pixels pixels) {
        return gate.call(() -> network.encoder().lastLayer(checked(pixels), false));
    }

    /** {@link #lastLayer} sent through the bottleneck: K channels a token, those of the patches being the latents. */
    public TokenFeatures bottleneck(Pixels pixels) {
        return gate.call(() -> network.encoder().lastLayer(checked(pixels), true));
    }

    /**
     * Features of some blocks, the shallowest first, never through the bottleneck.
     *
     * @param pixels (B, 3, H, W), H and W multiples of the patch size
     * @throws IllegalArgumentException also if the model lacks one of the blocks
     */
    public List<TokenFeatures> layers(Pixels pixels, Layers layers) {
        int[] blocks = layers.blocks(config.trunk().depth());
        return gate.call(() -> network.encoder().intermediateLayers(checked(pixels), blocks, layers.normed()));
    }

    /**
     * Shows the stages of a picture's way, and of some prompts', for comparison with another implementation:
     * {@link StageListener} names them. What the model lacks is left out.
     *
     * @param ids of the prompts; may be empty
     */
    public void trace(Pixels pixels, List<int[]> ids, StageListener listener) {
        gate.run(() -> new Trace(config, network, listener).run(checked(pixels), new ArrayList<>(ids)));
    }

    private Pixels checked(Pixels pixels) {
        return InputCheck.require(pixels, config);
    }

    private TextConfig text() {
        network.text(); // or what it throws
        return config.clip().orElseThrow().text();
    }

    /** Lets no more calls in; those in progress finish. Memory is freed when the last of them has ended. */
    @Override
    public void close() {
        gate.close();
    }
}
