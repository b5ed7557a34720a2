package vtp.evaluation.network;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import vtp.engine.config.ParameterSpec;
import vtp.engine.config.WeightType;
import vtp.engine.image.Rgb;
import vtp.engine.network.CheckpointParameters;
import vtp.engine.network.ParameterRecord;
import vtp.engine.network.ParameterSource;
import vtp.engine.network.Parameters;
import vtp.engine.network.Resources;
import vtp.kernels.Kernels;
import vtp.kernels.Mat;
import vtp.kernels.PackedLinear;
import vtp.kernels.Window;
import vtp.loader.torch.WeightsFile;

/**
 * Inception v3 with the weights of 2015, as pytorch-fid has converted them: the network whose features the Fréchet
 * distance, the Inception score, precision and recall are made of.
 *
 * <pre>{@code
 * try (Inception inception = Inception.load(Path.of("pt_inception-2015-12-05-6726825d.pth"), 2)) {
 *     InceptionFeatures features = inception.features(pictures, InceptionInput.PYTORCH);
 * }
 * }</pre>
 *
 * <p>A picture's features depend on nothing but the picture: neither on the batch nor on the number of threads.
 *
 * @since 0.1.0
 */
public final class Inception implements AutoCloseable {
    /** Features of a picture. */
    public static final int POOLED = 2048;

    /** Spatial features of a picture: 17 × 17 positions of 7 channels. */
    public static final int SPATIAL = 2023;

    /** What the classifier tells apart: the 1,000 classes of ImageNet and eight that mean nothing. */
    public static final int CLASSES = 1008;

    private static final String SPATIAL_STAGE = "Mixed_6d";
    private static final int SPATIAL_CHANNELS = 7;

    /** So many pictures at once: weights come from memory once for all of them, and what they take fits the cache. */
    private static final int BATCH = 4;

    private static final Shape INPUT = new Shape(InceptionInput.SIDE, InceptionInput.SIDE, Rgb.CHANNELS);

    private final Resources resources;
    private final Layers layers;

    private Inception(Resources resources, Layers layers) {
        this.resources = resources;
        this.layers = layers;
    }

    /** The stages, and the classifier (1008, 2048). */
    private record Layers(List<InceptionStages.Stage> stages, PackedLinear classifier) {
        static Layers of(ParameterSource source, Convolutions convolutions) throws IOException {
            Parameters root = Parameters.of(source);
            List<InceptionStages.Stage> stages = InceptionStages.of(convolutions, root);
            Parameters classifier = root.at("fc");
            classifier.at("bias").unused(CLASSES);
            return new Layers(stages, classifier.linearWithoutBias(CLASSES, POOLED));
        }
    }

    /** Returns the tensors that the network asks a file of weights for. */
    public static List<ParameterSpec> parameters() {
        return layout().specs();
    }

    private static ParameterRecord layout() {
        return ParameterRecord.of((source, buffers, kernels) -> Layers.of(source, new Convolutions(null)));
    }

    /**
     * Loads the network.
     *
     * @param weights the file {@code pt_inception-2015-12-05-6726825d.pth}, or safetensors with the same names
     * @param threads how many threads compute
     * @throws vtp.engine.config.ModelException if a tensor is missing, of another shape, or not finite: the weights are
     *     of another network
     * @throws vtp.evaluation.EvaluationException if there is no such file, which says where to get it
     * @throws IOException if the file cannot be read
     */
    public static Inception load(Path weights, int threads) throws IOException {
        try (WeightsFile file = WeightsFile.open(PublishedWeights.INCEPTION.require(weights))) {
            long bytes = layout().bytes(WeightType.F32);
            Resources resources = new Resources(file.name(), threads, bytes, Kernels::create);
            try {
                ParameterSource source =
                        new CheckpointParameters(file.name(), file.tensors(), resources, WeightType.F32);
                return new Inception(resources, Layers.of(source, new Convolutions(resources)));
            } catch (Throwable e) {
                resources.close();
                throw e;
            }
        }
    }

    /** Returns the features of pictures of any size. */
    public InceptionFeatures features(List<Rgb> pictures, InceptionInput input) {
        return features(pictures, input, (stage, planes) -> {});
    }

    /** @param listener is shown what each stage gives, for each batch of {@link #BATCH} pictures */
    InceptionFeatures features(List<Rgb> pictures, InceptionInput input, BiConsumer<String, Planes> listener) {
        int count = pictures.size();
        InceptionFeatures features = new InceptionFeatures(
                count, new float[count * POOLED], new float[count * SPATIAL], new float[count * CLASSES]);
        for (int from = 0; from < count; from += BATCH) {
            List<Rgb> batch = pictures.subList(from, Math.min(count, from + BATCH));
            try (Pass pass = new Pass(resources)) {
                forward(pass, batch, input, listener, features, from);
            }
        }
        return features;
    }

    private void forward(
            Pass pass,
            List<Rgb> batch,
            InceptionInput input,
            BiConsumer<String, Planes> listener,
            InceptionFeatures features,
            int from) {
        Planes x = pass.planes(batch.size(), INPUT);
        Planes prepared = x;
        resources.workers().run(batch.size(), i -> input.prepare(batch.get(i), prepared, i));
        listener.accept("input", x);
        for (InceptionStages.Stage stage : layers.stages()) {
            Planes y = pass.apply(stage.step(), x);
            pass.release(x);
            x = y;
            listener.accept(stage.name(), x);
            if (stage.name().equals(SPATIAL_STAGE)) {
                // The first branch of the block, branch1x1, after its ReLU; its channels come first.
                copy(x.channels(0, SPATIAL_CHANNELS).mat(), features.spatial(), from * SPATIAL);
            }
        }
        Planes pooled = pass.apply(new Step.AveragePool(Window.of(x.height(), 1)), x);
        copy(pooled.mat(), features.pooled(), from * POOLED);
        Planes logits = pass.planes(batch.size(), new Shape(1, 1, CLASSES));
        pass.kernels().linear(pooled.mat(), layers.classifier(), logits.mat());
        copy(logits.mat(), features.logits(), from * CLASSES);
    }

    private static void copy(Mat mat, float[] into, int at) {
        for (int row = 0; row < mat.rows(); row++) {
            mat.copyRowTo(row, into, at + row * mat.cols());
        }
    }

    /** Frees everything; no call may be in progress. */
    @Override
    public void close() {
        resources.close();
    }
}
