package vtp.engine.image;

/**
 * One plane of a VP8 frame while it is decoded: prediction from the pixels above and at the left, plus the transformed
 * coefficients (RFC 6386, sections 12 and 14).
 *
 * <p>Outside the frame the pixels above are 127, those at the left 129.
 */
final class Vp8Plane {
    static final int DC = 0;
    static final int TRUE_MOTION = 1;
    static final int VERTICAL = 2;
    static final int HORIZONTAL = 3;
    static final int LEFT_DOWN = 4;
    static final int RIGHT_DOWN = 5;
    static final int VERTICAL_RIGHT = 6;
    static final int VERTICAL_LEFT = 7;
    static final int HORIZONTAL_DOWN = 8;
    static final int HORIZONTAL_UP = 9;

    private static final int ABOVE = 127;
    private static final int LEFT = 129;

    final int stride;
    final byte[] pixels;
    /** The pixels around a 4 × 4 block: up its left side, the corner, along its top and on to the right. */
    private final int[] edge = new int[13];

    private static final int CORNER = 4;
    private static final int TOP = 5;

    Vp8Plane(int width, int height) {
        stride = width;
        pixels = new byte[Math.multiplyExact(width, height)];
    }

    private int at(int x, int y) {
        if (y < 0) {
            return ABOVE;
        }
        return x < 0 ? LEFT : pixels[y * stride + x] & 0xff;
    }

    /** Predicts a square of 16 (luma) or 8 (chroma) pixels by one of the four modes of whole macroblocks. */
    void predict(int mode, int x0, int y0, int size) {
        int dc = mode == DC ? mean(x0, y0, size) : 0;
        int corner = at(x0 - 1, y0 - 1);
        for (int y = y0; y < y0 + size; y++) {
            int left = at(x0 - 1, y);
            for (int x = x0; x < x0 + size; x++) {
                int value = switch (mode) {
                    case DC -> dc;
                    case VERTICAL -> at(x, y0 - 1);
                    case HORIZONTAL -> left;
                    default -> Math.clamp(left + at(x, y0 - 1) - corner, 0, 255);
                };
                pixels[y * stride + x] = (byte) value;
            }
        }
    }

    /** The mean of the pixels above and at the left, of those that exist. */
    private int mean(int x0, int y0, int size) {
        int sum = 0;
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (y0 > 0) {
                sum += at(x0 + i, y0 - 1);
                count++;
            }
            if (x0 > 0) {
                sum += at(x0 - 1, y0 + i);
                count++;
            }
        }
        return count == 0 ? 128 : (sum + count / 2) / count;
    }

    /** Predicts a block of 4 × 4 pixels of the macroblock at (left, top). */
    void predictBlock(int mode, int x0, int y0, int left, int top) {
        for (int i = 0; i < 4; i++) {
            edge[3 - i] = at(x0 - 1, y0 + i);
            edge[TOP + i] = at(x0 + i, y0 - 1);
        }
        edge[CORNER] = at(x0 - 1, y0 - 1);
        boolean lastColumn = x0 == left + 12;
        // At the right end of a macroblock the row above the macroblock serves all four blocks; past the frame's end
        // its last pixel.
        int row = lastColumn ? top - 1 : y0 - 1;
        for (int i = 4; i < 8; i++) {
            boolean outside = x0 + i >= stride;
            edge[TOP + i] = at(outside ? stride - 1 : x0 + i, row);
        }
        if (mode == DC) {
            fill(x0, y0);
            return;
        }
        for (int y = 0; y < 4; y++) {
            for (int x = 0; x < 4; x++) {
                pixels[(y0 + y) * stride + x0 + x] = (byte) blockPixel(mode, x, y);
            }
        }
    }

    private void fill(int x0, int y0) {
        int sum = 4;
        for (int i = 0; i < 4; i++) {
            sum += edge[i] + edge[TOP + i];
        }
        for (int y = y0; y < y0 + 4; y++) {
            for (int x = x0; x < x0 + 4; x++) {
                pixels[y * stride + x] = (byte) (sum >> 3);
            }
        }
    }

    private int blockPixel(int mode, int x, int y) {
        return switch (mode) {
            case TRUE_MOTION -> Math.clamp(edge[3 - y] + edge[TOP + x] - edge[CORNER], 0, 255);
            case VERTICAL -> three(TOP + x);
            case HORIZONTAL -> y == 3 ? mean3(edge[1], edge[0], edge[0]) : three(3 - y);
            case LEFT_DOWN -> x + y == 6 ? mean3(edge[11], edge[12], edge[12]) : three(TOP + 1 + x + y);
            case RIGHT_DOWN -> three(CORNER + x - y);
            case VERTICAL_RIGHT -> verticalRight(x, y);
            case VERTICAL_LEFT -> verticalLeft(x, y);
            case HORIZONTAL_DOWN -> horizontalDown(x, y);
            default -> horizontalUp(x, y);
        };
    }

    private int verticalRight(int x, int y) {
        int d = 2 * x - y; // steps of half a pixel along the top
        if (d < 0) {
            return three(d == -1 ? CORNER : CORNER + 1 - y);
        }
        return d % 2 == 0 ? two(CORNER + d / 2) : three(CORNER + (d + 1) / 2);
    }

    private int verticalLeft(int x, int y) {
        if (x == 3 && y > 1) {
            return three(TOP + 3 + y); // the corner is a little off the pattern
        }
        int i = TOP + x + y / 2;
        return y % 2 == 0 ? two(i) : three(i + 1);
    }

    private int horizontalDown(int x, int y) {
        int d = 2 * y - x; // steps of half a pixel down the left side
        if (d < 0) {
            return three(d == -1 ? CORNER : CORNER - 1 + x);
        }
        return d % 2 == 0 ? two(3 - d / 2) : three(CORNER - (d + 1) / 2);
    }

    private int horizontalUp(int x, int y) {
        int d = x + 2 * y;
        if (d > 5) {
            return edge[0];
        }
        if (d == 5) {
            return mean3(edge[1], edge[0], edge[0]);
        }
        return d % 2 == 0 ? two(2 - d / 2) : three(2 - d / 2);
    }

    /** The mean of an edge pixel and the next one. */
    private int two(int i) {
        return (edge[i] + edge[i + 1] + 1) >> 1;
    }

    /** The weighted mean of an edge pixel and its two neighbours. */
    private int three(int i) {
        return mean3(edge[i - 1], edge[i], edge[i + 1]);
    }

    private static int mean3(int a, int b, int c) {
        return (a + 2 * b + c + 2) >> 2;
    }

    /** Adds the inverse DCT of 16 coefficients (section 14.4). */
    void addTransformed(int[] in, int at, int x0, int y0) {
        int[] t = new int[16];
        for (int i = 0; i < 4; i++) {
            int a = in[at + i] + in[at + 8 + i];
            int b = in[at + i] - in[at + 8 + i];
            int c = sin(in[at + 4 + i]) - cos(in[at + 12 + i]);
            int d = cos(in[at + 4 + i]) + sin(in[at + 12 + i]);
            t[4 * i] = a + d;
            t[4 * i + 1] = b + c;
            t[4 * i + 2] = b - c;
            t[4 * i + 3] = a - d;
        }
        for (int y = 0; y < 4; y++) {
            int a = t[y] + 4 + t[8 + y];
            int b = t[y] + 4 - t[8 + y];
            int c = sin(t[4 + y]) - cos(t[12 + y]);
            int d = cos(t[4 + y]) + sin(t[12 + y]);
            int to = (y0 + y) * stride + x0;
            add(to, a + d);
            add(to + 1, b + c);
            add(to + 2, b - c);
            add(to + 3, a - d);
        }
    }

    private void add(int to, int value) {
        pixels[to] = (byte) Math.clamp((pixels[to] & 0xff) + (value >> 3), 0, 255);
    }

    /** v · √2 · cos(π/8) in 16 fraction bits. */
    private static int cos(int v) {
        return v + ((v * 20091) >> 16);
    }

    /** v · √2 · sin(π/8) in 16 fraction bits. */
    private static int sin(int v) {
        return (v * 35468) >> 16;
    }
}
