package vtp.engine.network;

import java.io.IOException;
import vtp.engine.config.NormKind;
import vtp.engine.config.TextConfig;
import vtp.kernels.Kernels;
import vtp.kernels.Mat;

/** The norm before a block's two branches, and at a tower's end. */
sealed interface Norm {

    /** Normalises each row of x (M, C) into y (M, C), which may be x, and returns y. */
    Mat apply(Mat x, Mat y);

    /** The norm of a vision tower, {@code weight} and, if it is centred, {@code bias} (C). */
    static Norm of(Parameters p, int width, NormKind kind, Kernels kernels) throws IOException {
        float[] weight = p.at("weight").values(width);
        return kind.centred()
                ? new Layer(kernels, weight, p.at("bias").values(width), kind.eps())
                : new Rms(kernels, weight, kind.eps());
    }

    /** A norm of the text tower. */
    static Norm ofText(Parameters p, int width, Kernels kernels) throws IOException {
        return new Layer(kernels, p.at("weight").values(width), p.at("bias").values(width), TextConfig.EPS);
    }

    /** Root mean square norm. */
    final class Rms implements Norm {
        private final Kernels kernels;
        private final float[] weight;
        private final float eps;

        Rms(Kernels kernels, float[] weight, float eps) {
            this.kernels = kernels;
            this.weight = weight;
            this.eps = eps;
        }

        @Override
        public Mat apply(Mat x, Mat y) {
            kernels.rmsNorm(x, weight, eps, y);
            return y;
        }
    }

    /** LayerNorm. */
    final class Layer implements Norm {
        private final Kernels kernels;
        private final float[] weight;
        private final float[] bias;
        private final float eps;

        Layer(Kernels kernels, float[] weight, float[] bias, float eps) {
            this.kernels = kernels;
            this.weight = weight;
            this.bias = bias;
            this.eps = eps;
        }

        @Override
        public Mat apply(Mat x, Mat y) {
            kernels.layerNorm(x, weight, bias, eps, y);
            return y;
        }
    }
}
