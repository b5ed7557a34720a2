package vtp.kernels;

import java.lang.foreign.SegmentAllocator;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The weights and bias of a convolution, rearranged once for the kernels that read them. Immutable.
 *
 * @since 0.1.0
 */
public final class PackedConvolution {

    /** Elements of a square of 4 × 4 pixels, which Winograd's algorithm transforms. */
    static final int ELEMENTS = 16;

    /** Its G: from three weights to four. */
    private static final double[][] G = {{1, 0, 0}, {0.5, 0.5, 0.5}, {0.5, -0.5, 0.5}, {0, 0, 1}};

    private final Window window;
    private final int inChannels;
    private final float[] bias;
    private final PackedLinear[] layers;

    /** @param layers one, of what a window sees, or {@link #ELEMENTS} transformed ones without bias */
    private PackedConvolution(Window window, int inChannels, float[] bias, PackedLinear... layers) {
        this.window = window;
        this.inChannels = inChannels;
        this.bias = bias;
        this.layers = layers;
    }

    /** The shape of a convolution, for what looks at nothing else: no operation may read its weights. */
    public static PackedConvolution withoutWeights(Window window, int outChannels, int inChannels) {
        PackedLinear taps = PackedLinear.withoutWeights(outChannels, window.taps() * inChannels);
        return new PackedConvolution(window, inChannels, new float[outChannels], taps);
    }

    /**
     * Packs a convolution.
     *
     * @param kernels will read it
     * @param weights (N, C, height, width), row-major, as PyTorch has them
     * @param bias (N)
     * @throws IllegalArgumentException if these are not N · C · height · width and N numbers
     */
    public static PackedConvolution pack(
            SegmentAllocator allocator,
            Workers workers,
            Kernels kernels,
            Window window,
            int outChannels,
            int inChannels,
            float[] weights,
            float[] bias) {
        int inFeatures = window.taps() * inChannels;
        if (weights.length != outChannels * inFeatures) {
            throw new IllegalArgumentException(weights.length + " weights, needed " + outChannels + " × " + inFeatures);
        }
        if (kernels.transforms(window, outChannels, inChannels)) {
            PackedLinear[] elements = new PackedLinear[ELEMENTS];
            Arrays.setAll(
                    elements,
                    element -> pack(
                            allocator,
                            workers,
                            kernels,
                            outChannels,
                            inChannels,
                            (from, count, target) ->
                                    transform(weights, from * inChannels, count * inChannels, element, target),
                            new float[outChannels]));
            return new PackedConvolution(window, inChannels, bias.clone(), elements);
        }
        PackedLinear taps = pack(
                allocator,
                workers,
                kernels,
                outChannels,
                inFeatures,
                (from, count, target) -> channelsLast(weights, from, count, inChannels, window.taps(), target),
                bias);
        return new PackedConvolution(window, inChannels, bias.clone(), taps);
    }

    private static PackedLinear pack(
            SegmentAllocator allocator,
            Workers workers,
            Kernels kernels,
            int outFeatures,
            int inFeatures,
            PackedLinear.RowReader rows,
            float[] bias) {
        PackedLinear.Storage storage = PackedLinear.Storage.F32;
        int columns = kernels.panelColumns();
        return PackedLinear.pack(allocator, workers, columns, storage, outFeatures, inFeatures, rows, bias);
    }

    /** An element of G g Gᵀ for some of the 3 × 3 weights. */
    private static void transform(float[] weights, int from, int count, int element, float[] target) {
        double[] above = G[element / 4];
        double[] beside = G[element % 4];
        for (int i = 0; i < count; i++) {
            double sum = 0;
            for (int tap = 0; tap < 9; tap++) {
                sum += above[tap / 3] * beside[tap % 3] * weights[(from + i) * 9 + tap];
            }
            target[i] = (float) sum;
        }
    }

    /** (n, c, tap) to (n, tap, c). */
    private static void channelsLast(float[] weights, int from, int count, int channels, int taps, float[] target) {
        int inFeatures = channels * taps;
        for (int n = 0; n < count; n++) {
            for (int c = 0; c < channels; c++) {
                int at = (from + n) * inFeatures + c * taps;
                for (int tap = 0; tap < taps; tap++) {
                    target[n * inFeatures + tap * channels + c] = weights[at + tap];
                }
            }
        }
    }

    /** Returns what an output looks at. */
    public Window window() {
        return window;
    }

    /** Returns C, the channels of a pixel that goes in. */
    public int inChannels() {
        return inChannels;
    }

    /** Returns N, the channels of a pixel that comes out. */
    public int outChannels() {
        return layers[0].outFeatures();
    }

    /**
     * The layer (N, height · width · C) of what a window sees, pixel after pixel.
     *
     * @throws IllegalArgumentException if the weights are packed for other kernels
     */
    PackedLinear taps() {
        if (layers.length > 1) {
            throw new IllegalArgumentException("weights are packed for other kernels");
        }
        return layers[0];
    }

    /** The layers (N, C) of the elements of a square; null if the weights are not transformed. */
    PackedLinear @Nullable [] elements() {
        return layers.length > 1 ? layers : null;
    }

    /** (N); read only. */
    float[] bias() {
        return bias;
    }
}
