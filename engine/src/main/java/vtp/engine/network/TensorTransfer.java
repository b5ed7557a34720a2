package vtp.engine.network;

import vtp.engine.tensor.Latents;
import vtp.engine.tensor.TokenFeatures;
import vtp.kernels.Mat;

/** Takes latents and features from the rows of a tower's tokens to row-major arrays on the Java heap, and back. */
final class TensorTransfer {
    private TensorTransfer() {}

    /** Fills image {@code image} of {@code latents} from the rows of its patches, (h · w, K). */
    static void toLatents(Mat rows, Latents latents, int image) {
        int channels = latents.channels();
        int positions = latents.height() * latents.width();
        float[] row = new float[channels];
        for (int t = 0; t < positions; t++) {
            rows.copyRowTo(t, row, 0);
            for (int c = 0; c < channels; c++) {
                latents.data()[(image * channels + c) * positions + t] = row[c];
            }
        }
    }

    /** Copies image {@code image} of {@code latents} to the rows of its patches, (h · w, K). */
    static void fromLatents(Latents latents, int image, Mat rows) {
        int channels = latents.channels();
        int positions = latents.height() * latents.width();
        float[] row = new float[channels];
        for (int t = 0; t < positions; t++) {
            for (int c = 0; c < channels; c++) {
                row[c] = latents.data()[(image * channels + c) * positions + t];
            }
            rows.copyRowFrom(t, row, 0);
        }
    }

    /** Fills the images of {@code features} from {@code first} on from the rows of their tokens, (B · (1 + T), C). */
    static void toFeatures(Mat tokens, ImageBatch rows, TokenFeatures features, int first) {
        int channels = features.channels();
        int positions = features.height() * features.width();
        for (int b = 0; b < rows.images(); b++) {
            tokens.copyRowTo(rows.starts()[b], features.cls(), (first + b) * channels);
            Mat patches = rows.patchRows(tokens, b);
            for (int t = 0; t < positions; t++) {
                patches.copyRowTo(t, features.patch(), ((first + b) * positions + t) * channels);
            }
        }
    }
}
