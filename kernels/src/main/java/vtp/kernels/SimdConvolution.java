package vtp.kernels;

/**
 * Convolutions: those of 3 × 3 by {@link SimdWinograd}, all others as linear layers of what their windows show, which
 * is laid out as the rows are packed.
 */
final class SimdConvolution implements AutoCloseable {

    private final SimdLinear linear;
    private final SimdWinograd winograd;

    /** @param winograd to be closed with this */
    SimdConvolution(SimdLinear linear, SimdWinograd winograd) {
        this.linear = linear;
        this.winograd = winograd;
    }

    /** See {@link Kernels#convolveRelu}. */
    void convolveRelu(Mat x, int height, int width, PackedConvolution w, Mat y) {
        ShapeChecks.convolution(x, height, width, w, y);
        PackedLinear[] elements = w.elements();
        if (elements != null) {
            winograd.convolveRelu(x, height, width, w, elements, y);
        } else {
            linear.linearRelu(new WindowRows(x, height, width, w.window()), w.taps(), y);
        }
    }

    @Override
    public void close() {
        winograd.close();
    }
}
