package vtp.evaluation.network;

import vtp.engine.image.Rgb;

/**
 * How a picture is brought to the 299 × 299 pixels that Inception sees, without antialiasing. Features of one way are
 * some thousandths of their spread from those of the other, so distances between the two are not comparable.
 *
 * @since 0.1.0
 */
public enum InceptionInput {
    /** As pytorch-fid: x / 255, pixels by their centres, 2x − 1. */
    PYTORCH {
        @Override
        float position(int index, float scale) {
            return Math.max(scale * (index + 0.5f) - 0.5f, 0);
        }

        @Override
        float value(float level) {
            return 2 * (level / 255) - 1;
        }
    },
    /** As TensorFlow's graph, OpenAI's evaluator and torch-fidelity: pixels by their corners, (x − 128) / 128. */
    TF {
        @Override
        float position(int index, float scale) {
            return index * scale;
        }

        @Override
        float value(float level) {
            return (level - 128) / 128;
        }
    };

    /** The side of the picture that the network sees. */
    static final int SIDE = 299;

    /** Where an output pixel lies among the input's. */
    abstract float position(int index, float scale);

    /** What the network is given for an 8-bit level. */
    abstract float value(float level);

    /** Writes the picture that the network sees: (SIDE · SIDE, 3), into row {@code from} on. */
    void prepare(Rgb picture, Planes into, int index) {
        float[] row = new float[Rgb.CHANNELS];
        Axis rows = new Axis(picture.height());
        Axis columns = new Axis(picture.width());
        int at = index * SIDE * SIDE;
        for (int y = 0; y < SIDE; y++) {
            int top = rows.low[y] * picture.width();
            int bottom = rows.high[y] * picture.width();
            for (int x = 0; x < SIDE; x++) {
                for (int c = 0; c < Rgb.CHANNELS; c++) {
                    float above = between(picture, top, columns, x, c);
                    float below = between(picture, bottom, columns, x, c);
                    row[c] = value(above + (below - above) * rows.share[y]);
                }
                into.mat().copyRowFrom(at++, row, 0);
            }
        }
    }

    private static float between(Rgb picture, int line, Axis columns, int x, int c) {
        float left = picture.data()[(line + columns.low[x]) * Rgb.CHANNELS + c] & 0xFF;
        float right = picture.data()[(line + columns.high[x]) * Rgb.CHANNELS + c] & 0xFF;
        return left + (right - left) * columns.share[x];
    }

    /** Between which two pixels each output lies, and how far it is from the first to the second. */
    private final class Axis {
        final int[] low = new int[SIDE];
        final int[] high = new int[SIDE];
        final float[] share = new float[SIDE];

        Axis(int count) {
            float scale = (float) count / SIDE;
            for (int i = 0; i < SIDE; i++) {
                float position = position(i, scale);
                low[i] = Math.min((int) position, count - 1);
                high[i] = Math.min(low[i] + 1, count - 1);
                share[i] = position - low[i];
            }
        }
    }
}
