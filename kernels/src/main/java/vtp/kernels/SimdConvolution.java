package vtp.kernels;

/** Convolutions: linear layers of what their windows show, which is laid out as the rows are packed. */
final class SimdConvolution {

    private final SimdLinear linear;

    SimdConvolution(SimdLinear linear) {
        this.linear = linear;
    }

    /** See {@link Kernels#convolveRelu}. */
    void convolveRelu(Mat x, int height, int width, PackedConvolution w, Mat y) {
        ShapeChecks.convolution(x, height, width, w, y);
        linear.linearRelu(new WindowRows(x, height, width, w.window()), w.taps(), y);
    }
}
