package vtp.engine.image;

/**
 * Which input pixels one axis of a resized picture is made of, and how much of each (Pillow's {@code precompute_coeffs}
 * and {@code normalize_coeffs_8bpc}).
 *
 * <p>Plain double arithmetic in the reference's order: a fused multiply-add or another order of the sum gives other
 * bits.
 */
final class ResizeWeights {
    static final int FRACTION_BITS = 22;

    private final int[] starts;
    private final int[] taps;
    private final int[] weights;
    private final int stride;
    private final boolean copy;

    /** The outputs {@code first} to {@code first + length − 1} of {@code out}, made from {@code in} pixels. */
    ResizeWeights(int in, long out, long first, int length, Resize.Filter filter) {
        copy = in == out;
        double scale = (double) in / out;
        double filterScale = Math.max(scale, 1);
        double support = filter.support * filterScale;
        starts = new int[length];
        taps = new int[length];
        stride = copy ? 1 : (int) Math.min(Math.ceil(support) * 2 + 1, in);
        weights = new int[Math.multiplyExact(length, stride)];
        double[] exact = new double[stride];
        for (int x = 0; x < length; x++) {
            if (copy) {
                starts[x] = (int) first + x;
                taps[x] = 1;
                continue;
            }
            double centre = (first + x + 0.5) * scale;
            int low = Math.max((int) (centre - support + 0.5), 0);
            int high = Math.min((int) (centre + support + 0.5), in);
            double sum = 0;
            for (int j = low; j < high; j++) {
                double w = filter.at((j - centre + 0.5) * (1 / filterScale));
                exact[j - low] = w;
                sum += w;
            }
            starts[x] = low;
            taps[x] = high - low;
            for (int j = 0; j < high - low; j++) {
                double w = (sum == 0 ? exact[j] : exact[j] / sum) * (1 << FRACTION_BITS);
                weights[x * stride + j] = (int) (w < 0 ? w - 0.5 : w + 0.5);
            }
        }
    }

    /** Whether the axis keeps its length, so that pixels are copied. */
    boolean isCopy() {
        return copy;
    }

    /** How many outputs there are. */
    int length() {
        return starts.length;
    }

    /** The first input of output x. */
    int start(int x) {
        return starts[x];
    }

    /** How many inputs output x has. */
    int taps(int x) {
        return taps[x];
    }

    /** The weights of output x begin at {@code x · stride()}. */
    int[] weights() {
        return weights;
    }

    int stride() {
        return stride;
    }

    /** The first input that any output needs. */
    int firstInput() {
        return starts[0];
    }

    /** The end, exclusive, of the inputs that any output needs: windows move right. */
    int endInput() {
        int last = starts.length - 1;
        return starts[last] + taps[last];
    }
}
