package vtp.evaluation.network;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
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
import vtp.loader.torch.WeightsFile;

/**
 * LPIPS, version 0.1 (Zhang et al., arXiv:1801.03924): how different two pictures look, 0 for equal ones. Features of
 * five layers are divided by their length, and their squared differences weighted, summed over channels and averaged
 * over the picture.
 *
 * <p>A pair's distance depends on nothing but the pair: neither on the batch nor on the number of threads.
 *
 * @since 0.1.0
 */
public final class Lpips implements AutoCloseable {
    private static final float[] SHIFT = {-0.030f, -0.088f, -0.188f};
    private static final float[] SCALE = {0.458f, 0.448f, 0.450f};

    /** Of pictures and others that go through the network at once: two of 256 × 256, whose layers take 34 MB. */
    private static final int MOST_PIXELS = 1 << 17;

    private final Resources resources;
    private final List<Step> groups;
    private final List<float[]> heads;

    private Lpips(Resources resources, List<Step> groups, List<float[]> heads) {
        this.resources = resources;
        this.groups = groups;
        this.heads = heads;
    }

    /** Returns the tensors that a backbone's file is asked for. */
    public static List<ParameterSpec> parameters(LpipsBackbone backbone) {
        return layout(backbone).specs();
    }

    /** Returns the tensors that the file of a backbone's heads is asked for. */
    public static List<ParameterSpec> headParameters(LpipsBackbone backbone) {
        return ParameterRecord.of((source, buffers, kernels) -> heads(backbone, source))
                .specs();
    }

    private static ParameterRecord layout(LpipsBackbone backbone) {
        return ParameterRecord.of((source, buffers, kernels) -> groups(backbone, source, null));
    }

    private static List<Step> groups(LpipsBackbone backbone, ParameterSource source, @Nullable Resources resources)
            throws IOException {
        return backbone.groups(
                new Convolutions(resources), Parameters.of(source).at("features"));
    }

    private static List<float[]> heads(LpipsBackbone backbone, ParameterSource source) throws IOException {
        List<float[]> heads = new ArrayList<>();
        for (int layer = 0; layer < backbone.channels().size(); layer++) {
            Parameters head = Parameters.of(source).at("lin" + layer + ".model.1.weight");
            heads.add(head.values(1, backbone.channels().get(layer), 1, 1));
        }
        return heads;
    }

    /**
     * Loads the network from a folder with both files, under the names that they are published by.
     *
     * @throws vtp.evaluation.EvaluationException if one is not there, which says where to get it
     * @throws IOException as {@link #load(LpipsBackbone, Path, Path, int)}
     */
    public static Lpips load(LpipsBackbone backbone, Path folder, int threads) throws IOException {
        return load(backbone, backbone.weights().in(folder), backbone.heads().in(folder), threads);
    }

    /**
     * Loads the network.
     *
     * @param backboneWeights torchvision's {@code vgg16-397923af.pth} or {@code alexnet-owt-7be5be79.pth}
     * @param headWeights the {@code vgg.pth} or {@code alex.pth} of LPIPS
     * @param threads how many threads compute
     * @throws vtp.engine.config.ModelException if a tensor is missing, of another shape, or not finite: the weights are
     *     of another network
     * @throws IOException if a file cannot be read
     */
    public static Lpips load(LpipsBackbone backbone, Path backboneWeights, Path headWeights, int threads)
            throws IOException {
        try (WeightsFile file = WeightsFile.open(backboneWeights);
                WeightsFile head = WeightsFile.open(headWeights)) {
            long bytes = layout(backbone).bytes(WeightType.F32);
            Resources resources = new Resources(file.name(), threads, bytes, Kernels::create);
            try {
                return new Lpips(
                        resources,
                        groups(backbone, source(file, resources), resources),
                        heads(backbone, source(head, resources)));
            } catch (Throwable e) {
                resources.close();
                throw e;
            }
        }
    }

    private static ParameterSource source(WeightsFile file, Resources resources) {
        return new CheckpointParameters(file.name(), file.tensors(), resources, WeightType.F32);
    }

    /**
     * Returns the distance of each picture from its other.
     *
     * @param height rows of every picture
     * @param width columns of every picture
     * @param pictures each (height, width, 3), red, green and blue between 0 and 1, not rounded to 8 bits
     * @param others as many
     * @throws IllegalArgumentException if numbers or sizes do not fit, or pictures are too small for the network
     */
    public double[] distances(int height, int width, List<float[]> pictures, List<float[]> others) {
        return distances(height, width, pictures, others, (layer, planes) -> {});
    }

    /** @param listener is shown each layer of some pictures and their others, these after those */
    double[] distances(
            int height, int width, List<float[]> pictures, List<float[]> others, BiConsumer<Integer, Planes> listener) {
        if (pictures.size() != others.size()) {
            throw new IllegalArgumentException(pictures.size() + " pictures and " + others.size() + " others");
        }
        double[] distances = new double[pictures.size()];
        int most = Math.max(1, MOST_PIXELS / Math.multiplyExact(2 * height, width));
        for (int from = 0; from < distances.length; from += most) {
            int to = Math.min(distances.length, from + most);
            List<float[]> both = new ArrayList<>(pictures.subList(from, to));
            both.addAll(others.subList(from, to));
            double[] some = distances(height, width, both, listener);
            System.arraycopy(some, 0, distances, from, some.length);
        }
        return distances;
    }

    /** @param both pictures, and as many others after them */
    private double[] distances(int height, int width, List<float[]> both, BiConsumer<Integer, Planes> listener) {
        double[] distances = new double[both.size() / 2];
        try (Pass pass = new Pass(resources)) {
            Planes x = pass.planes(both.size(), new Shape(height, width, Rgb.CHANNELS));
            for (int i = 0; i < both.size(); i++) {
                prepare(both.get(i), x.pictures(i, 1).mat());
            }
            for (int layer = 0; layer < groups.size(); layer++) {
                Planes y = pass.apply(groups.get(layer), x);
                pass.release(x);
                x = y;
                listener.accept(layer, x);
                double[] added = compare(pass, x, distances.length, heads.get(layer));
                Arrays.setAll(distances, i -> distances[i] + added[i]);
            }
        }
        return distances;
    }

    private static void prepare(float[] picture, Mat into) {
        if (picture.length != into.rows() * Rgb.CHANNELS) {
            throw new IllegalArgumentException(
                    "a picture of " + picture.length + " values, needed " + into.rows() + " × " + Rgb.CHANNELS);
        }
        float[] pixel = new float[Rgb.CHANNELS];
        for (int row = 0; row < into.rows(); row++) {
            for (int c = 0; c < Rgb.CHANNELS; c++) {
                pixel[c] = (2 * picture[row * Rgb.CHANNELS + c] - 1 - SHIFT[c]) / SCALE[c];
            }
            into.copyRowFrom(row, pixel, 0);
        }
    }

    /** Of each pair, the mean over the picture of how far apart the two directions of a pixel's features are. */
    private static double[] compare(Pass pass, Planes x, int pairs, float[] head) {
        int pixels = x.shape().pixels();
        Planes differences = pass.planes(pairs, new Shape(x.height(), x.width(), 1));
        Mat ones = x.pictures(0, pairs).mat();
        Mat others = x.pictures(pairs, pairs).mat();
        pass.kernels().directionDistance(ones, others, head, differences.mat());
        double[] means = new double[pairs];
        for (int row = 0; row < pairs * pixels; row++) {
            means[row / pixels] += differences.mat().get(row, 0);
        }
        pass.release(differences);
        Arrays.setAll(means, i -> means[i] / pixels);
        return means;
    }

    /** Frees everything; no call may be in progress. */
    @Override
    public void close() {
        resources.close();
    }
}
