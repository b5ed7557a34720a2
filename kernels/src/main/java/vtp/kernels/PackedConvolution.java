package vtp.kernels;

import java.lang.foreign.SegmentAllocator;

/**
 * The weights and bias of a convolution, rearranged once for the kernels that read them. Immutable.
 *
 * @since 0.1.0
 */
public final class PackedConvolution {

    private final Window window;
    private final int inChannels;
    private final PackedLinear taps;

    private PackedConvolution(Window window, int inChannels, PackedLinear taps) {
        this.window = window;
        this.inChannels = inChannels;
        this.taps = taps;
    }

    /** The shape of a convolution, for what looks at nothing else: no operation may read its weights. */
    public static PackedConvolution withoutWeights(Window window, int outChannels, int inChannels) {
        PackedLinear taps = PackedLinear.withoutWeights(outChannels, window.taps() * inChannels);
        return new PackedConvolution(window, inChannels, taps);
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
        PackedLinear taps = PackedLinear.pack(
                allocator,
                workers,
                kernels.panelColumns(),
                PackedLinear.Storage.F32,
                outChannels,
                inFeatures,
                (from, count, target) -> channelsLast(weights, from, count, inChannels, window.taps(), target),
                bias);
        return new PackedConvolution(window, inChannels, taps);
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
        return taps.outFeatures();
    }

    /** The layer (N, height · width · C) of what a window sees, pixel after pixel. */
    PackedLinear taps() {
        return taps;
    }
}
