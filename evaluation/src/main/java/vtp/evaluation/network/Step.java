package vtp.evaluation.network;

import vtp.kernels.PackedConvolution;
import vtp.kernels.Window;

/** What turns pictures into pictures. */
interface Step {

    /** The size of what comes out. */
    Shape shape(Shape in);

    /** Computes y from x; they do not overlap. */
    void apply(Pass pass, Planes x, Planes y);

    /** A convolution and its ReLU. */
    record Convolution(PackedConvolution weights) implements Step {
        @Override
        public Shape shape(Shape in) {
            return slide(weights.window(), in, weights.outChannels());
        }

        @Override
        public void apply(Pass pass, Planes x, Planes y) {
            pass.kernels().convolveRelu(x.mat(), x.height(), x.width(), weights, y.mat());
        }
    }

    /** The largest of a window. */
    record MaxPool(Window window) implements Step {
        @Override
        public Shape shape(Shape in) {
            return slide(window, in, in.channels());
        }

        @Override
        public void apply(Pass pass, Planes x, Planes y) {
            pass.kernels().maxPool(x.mat(), x.height(), x.width(), window, y.mat());
        }
    }

    /** The mean of the pixels of a window that lie inside the picture. */
    record AveragePool(Window window) implements Step {
        @Override
        public Shape shape(Shape in) {
            return slide(window, in, in.channels());
        }

        @Override
        public void apply(Pass pass, Planes x, Planes y) {
            pass.kernels().averagePool(x.mat(), x.height(), x.width(), window, y.mat());
        }
    }

    private static Shape slide(Window window, Shape in, int channels) {
        return new Shape(window.outputHeight(in.height()), window.outputWidth(in.width()), channels);
    }
}
