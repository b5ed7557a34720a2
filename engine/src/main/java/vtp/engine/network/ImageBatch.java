package vtp.engine.network;

import vtp.kernels.Mat;
import vtp.kernels.RopeTable;

/**
 * How the rows of a vision tower's tokens stand for images: {@code prefix} class tokens (one in the trunk, none in the
 * decoder), then T patches, row by row; image after image.
 *
 * @param images B
 * @param prefix class tokens of an image
 * @param rope table of the T patches
 * @param starts first row of each image, and the end: B + 1
 */
@SuppressWarnings("ArrayRecordComponent") // read by the kernels, never compared
record ImageBatch(int images, int prefix, RopeTable rope, int[] starts) {

    static ImageBatch of(int images, int prefix, RopeTable rope) {
        return new ImageBatch(
                images, prefix, rope, evenly(images, prefix + rope.sin().rows()));
    }

    /** 0, step, … images · step. */
    static int[] evenly(int images, int step) {
        int[] starts = new int[images + 1];
        for (int i = 0; i <= images; i++) {
            starts[i] = i * step;
        }
        return starts;
    }

    /** prefix + T. */
    int rowsPerImage() {
        return starts[1];
    }

    /** The first row of each image, (B, …) of (B · (prefix + T), …): its class token. */
    Mat classRows(Mat x) {
        return x.everyRow(0, rowsPerImage(), images);
    }

    /** The patches of one image, (T, …). */
    Mat patchRows(Mat x, int image) {
        return x.rows(starts[image] + prefix, rowsPerImage() - prefix);
    }
}
