package vtp.engine.tensor;

/**
 * Features of the tokens of a batch of pictures, row-major. Held, not copied.
 *
 * @param cls those of the class tokens, (batch, channels)
 * @param patch those of the patches, row by row, (batch, height · width, channels)
 * @param batch number of pictures, B
 * @param height of the grid of patches, h
 * @param width of the grid of patches, w
 * @param channels of a token, C
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent") // a result to be read, never compared
public record TokenFeatures(float[] cls, float[] patch, int batch, int height, int width, int channels) {

    /** @throws IllegalArgumentException if a size is not positive, or an array has another length than they say */
    public TokenFeatures {
        long classes = (long) batch * channels;
        long patches = classes * height * width;
        if (batch < 1 || height < 1 || width < 1 || channels < 1 || cls.length != classes || patch.length != patches) {
            throw new IllegalArgumentException("token features of shape (" + batch + ", 1 + " + height + " · " + width
                    + ", " + channels + ") need " + classes + " and " + patches + " values, got " + cls.length + " and "
                    + patch.length + "; every size must be positive");
        }
    }

    /** Features of zeros. */
    public static TokenFeatures zeros(int batch, int height, int width, int channels) {
        long values = Math.multiplyExact((long) batch * channels, (long) height * width);
        return new TokenFeatures(
                new float[batch * channels], new float[Math.toIntExact(values)], batch, height, width, channels);
    }

    /** The patches' features as maps: a new array (batch, channels, height, width). */
    public float[] patchMaps() {
        float[] maps = new float[patch.length];
        int positions = height * width;
        for (int b = 0; b < batch; b++) {
            for (int t = 0; t < positions; t++) {
                for (int c = 0; c < channels; c++) {
                    maps[(b * channels + c) * positions + t] = patch[(b * positions + t) * channels + c];
                }
            }
        }
        return maps;
    }

    /** The means of the patches' features: a new array (batch, channels). */
    public float[] patchMeans() {
        float[] means = new float[batch * channels];
        int positions = height * width;
        for (int b = 0; b < batch; b++) {
            double[] sums = new double[channels];
            for (int i = 0; i < positions * channels; i++) {
                sums[i % channels] += patch[b * positions * channels + i];
            }
            for (int c = 0; c < channels; c++) {
                means[b * channels + c] = (float) (sums[c] / positions);
            }
        }
        return means;
    }

    /**
     * These features, if they are finite.
     *
     * @param name what messages call them
     * @throws ArithmeticException if a value is NaN or infinite; it names its place
     */
    public TokenFeatures requireFinite(String name) {
        FiniteCheck.requireResult("class " + name, cls, batch, channels);
        FiniteCheck.requireResult("patch " + name, patch, batch, height, width, channels);
        return this;
    }
}
