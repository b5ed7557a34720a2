package vtp.evaluation.network;

import vtp.kernels.Mat;

/** Pictures on their way through a network: (B · height · width, channels), row of pixels after row. */
record Planes(Mat mat, int height, int width) {

    int pictures() {
        return mat.rows() / (height * width);
    }

    Shape shape() {
        return new Shape(height, width, mat.cols());
    }

    /** A view of some of the channels. */
    Planes channels(int from, int count) {
        return new Planes(mat.cols(from, count), height, width);
    }

    /** A view of some of the pictures. */
    Planes pictures(int from, int count) {
        return new Planes(mat.rows(from * height * width, count * height * width), height, width);
    }
}
