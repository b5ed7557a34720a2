package vtp.engine.image.vp8;

import java.util.Arrays;

/**
 * Predicts a 4 × 4 block of luma (section 12.3) from the 13 samples on its edge, called as the RFC does:
 *
 * <pre>
 * e[4] | e[5] e[6] e[7] e[8]   e[9] e[10] e[11] e[12]
 * e[3] |
 * e[2] |
 * e[1] |
 * e[0] |
 * </pre>
 */
final class SubblockPrediction {
    private static final int CORNER = 4;

    private final int[] e = new int[13];

    /**
     * Predicts.
     *
     * @param at the block's upper left sample
     * @param aboveRight the first of the four samples above and to the right, which may be of another row than the one
     * above
     */
    void predict(int mode, byte[] samples, int at, int stride, int aboveRight) {
        if (mode == Mode.TM) {
            BlockPrediction.trueMotion(samples, at, stride, 4);
            return;
        }
        for (int i = 0; i < 4; i++) {
            e[i] = samples[at - 1 + (3 - i) * stride] & 0xff;
            e[CORNER + 1 + i] = samples[at - stride + i] & 0xff;
            e[CORNER + 5 + i] = samples[aboveRight + i] & 0xff;
        }
        e[CORNER] = samples[at - stride - 1] & 0xff;
        switch (mode) {
            case Mode.DC -> mean(samples, at, stride);
            case Mode.VERTICAL -> vertical(samples, at, stride);
            case Mode.HORIZONTAL -> horizontal(samples, at, stride);
            case Mode.RIGHT_DOWN -> rightDown(samples, at, stride);
            case Mode.VERTICAL_RIGHT -> verticalRight(samples, at, stride);
            case Mode.LEFT_DOWN -> leftDown(samples, at, stride);
            case Mode.VERTICAL_LEFT -> verticalLeft(samples, at, stride);
            case Mode.HORIZONTAL_DOWN -> horizontalDown(samples, at, stride);
            default -> horizontalUp(samples, at, stride);
        }
    }

    /** The smoothed edge at a place: its neighbours weigh 1, itself 2. */
    private byte smooth(int i) {
        return (byte) ((e[i - 1] + 2 * e[i] + e[i + 1] + 2) >> 2);
    }

    /** The mean of two neighbours on the edge. */
    private byte between(int i) {
        return (byte) ((e[i] + e[i + 1] + 1) >> 1);
    }

    private void mean(byte[] out, int at, int stride) {
        int sum = 4;
        for (int i = 0; i < 4; i++) {
            sum += e[i] + e[CORNER + 1 + i];
        }
        for (int y = 0; y < 4; y++) {
            Arrays.fill(out, at + y * stride, at + y * stride + 4, (byte) (sum >> 3));
        }
    }

    private void vertical(byte[] out, int at, int stride) {
        for (int x = 0; x < 4; x++) {
            byte value = smooth(CORNER + 1 + x);
            for (int y = 0; y < 4; y++) {
                out[at + y * stride + x] = value;
            }
        }
    }

    private void horizontal(byte[] out, int at, int stride) {
        for (int y = 0; y < 4; y++) {
            // Below the last sample on the left there is none: it counts once more.
            byte value = y < 3 ? smooth(3 - y) : (byte) ((e[1] + 3 * e[0] + 2) >> 2);
            Arrays.fill(out, at + y * stride, at + y * stride + 4, value);
        }
    }

    private void rightDown(byte[] out, int at, int stride) {
        for (int y = 0; y < 4; y++) {
            for (int x = 0; x < 4; x++) {
                out[at + y * stride + x] = smooth(CORNER - y + x);
            }
        }
    }

    private void leftDown(byte[] out, int at, int stride) {
        for (int y = 0; y < 4; y++) {
            for (int x = 0; x < 4; x++) {
                int i = CORNER + 2 + x + y;
                out[at + y * stride + x] = i < 12 ? smooth(i) : (byte) ((e[11] + 3 * e[12] + 2) >> 2);
            }
        }
    }

    private void verticalRight(byte[] out, int at, int stride) {
        for (int x = 0; x < 4; x++) {
            byte even = between(CORNER + x);
            byte odd = smooth(CORNER + x);
            out[at + x] = even;
            out[at + stride + x] = odd;
            if (x < 3) {
                out[at + 2 * stride + x + 1] = even;
                out[at + 3 * stride + x + 1] = odd;
            }
        }
        out[at + 2 * stride] = smooth(3);
        out[at + 3 * stride] = smooth(2);
    }

    private void verticalLeft(byte[] out, int at, int stride) {
        for (int x = 0; x < 4; x++) {
            byte even = between(CORNER + 1 + x);
            byte odd = smooth(CORNER + 2 + x);
            out[at + x] = even;
            out[at + stride + x] = odd;
            if (x > 0) {
                out[at + 2 * stride + x - 1] = even;
                out[at + 3 * stride + x - 1] = odd;
            }
        }
        // The standard leaves the pattern here.
        out[at + 2 * stride + 3] = smooth(CORNER + 6);
        out[at + 3 * stride + 3] = smooth(CORNER + 7);
    }

    private void horizontalDown(byte[] out, int at, int stride) {
        for (int y = 0; y < 4; y++) {
            int row = at + y * stride;
            byte even = between(3 - y);
            byte odd = smooth(CORNER - y);
            out[row] = even;
            out[row + 1] = odd;
            if (y < 3) {
                out[row + stride + 2] = even;
                out[row + stride + 3] = odd;
            }
        }
        out[at + 2] = smooth(CORNER + 1);
        out[at + 3] = smooth(CORNER + 2);
    }

    private void horizontalUp(byte[] out, int at, int stride) {
        byte last = (byte) e[0];
        for (int y = 0; y < 4; y++) {
            int row = at + y * stride;
            // Below the last sample on the left there is none: it counts on.
            byte even = y < 3 ? between(2 - y) : last;
            byte odd = y < 2 ? smooth(2 - y) : y == 2 ? (byte) ((e[1] + 3 * e[0] + 2) >> 2) : last;
            out[row] = even;
            out[row + 1] = odd;
            if (y > 0) {
                out[row - stride + 2] = even;
                out[row - stride + 3] = odd;
            }
        }
        out[at + 3 * stride + 2] = last;
        out[at + 3 * stride + 3] = last;
    }
}
