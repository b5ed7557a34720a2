package vtp.engine.image;

/** VP8's smoothing of block edges, after the whole frame is predicted from unsmoothed pixels (RFC 6386, section 15). */
final class Vp8LoopFilter {
    private final int edgeLimit;
    private final int interiorLimit;
    private final int highVariance;

    /** For a level of 1 to 63. */
    Vp8LoopFilter(int level, int sharpness) {
        int interior = level;
        if (sharpness > 0) {
            interior = Math.min(interior >> (sharpness > 4 ? 2 : 1), 9 - sharpness);
        }
        interiorLimit = Math.max(interior, 1);
        edgeLimit = 2 * level + interiorLimit;
        highVariance = level >= 40 ? 2 : level >= 15 ? 1 : 0;
    }

    /**
     * Smooths the edges of a square of 16 or 8 pixels.
     *
     * @param inner whether those between its blocks as well
     */
    void apply(Vp8Plane plane, int x0, int y0, int size, boolean inner, boolean simple) {
        int start = y0 * plane.stride + x0;
        edges(plane.pixels, start, 1, plane.stride, size, x0 > 0, inner, simple);
        edges(plane.pixels, start, plane.stride, 1, size, y0 > 0, inner, simple);
    }

    /** All edges of one direction: {@code across} steps over an edge, {@code along} goes along it. */
    private void edges(
            byte[] p, int start, int across, int along, int size, boolean outer, boolean inner, boolean simple) {
        for (int offset = outer ? 0 : 4; offset < (inner ? size : 4); offset += 4) {
            // A macroblock's own edge is smoothed more readily.
            int limit = 2 * (edgeLimit + (offset == 0 ? 4 : 0)) + 1;
            int at = start + offset * across;
            for (int i = 0; i < size; i++) {
                if (simple) {
                    simple(p, at, across, limit);
                } else {
                    normal(p, at, across, limit, offset == 0);
                }
                at += along;
            }
        }
    }

    private static void simple(byte[] p, int at, int step, int limit) {
        if (withinEdgeLimit(p, at, step, limit)) {
            two(p, at, step);
        }
    }

    private void normal(byte[] p, int at, int step, int limit, boolean macroblockEdge) {
        if (!withinEdgeLimit(p, at, step, limit) || !smoothInside(p, at, step)) {
            return;
        }
        if (distance(p, at - 2 * step, at - step) > highVariance || distance(p, at + step, at) > highVariance) {
            two(p, at, step);
        } else if (macroblockEdge) {
            six(p, at, step);
        } else {
            four(p, at, step);
        }
    }

    private static boolean withinEdgeLimit(byte[] p, int at, int step, int limit) {
        return 4 * distance(p, at - step, at) + distance(p, at - 2 * step, at + step) <= limit;
    }

    private boolean smoothInside(byte[] p, int at, int step) {
        for (int i = 1; i < 4; i++) {
            if (distance(p, at - (i + 1) * step, at - i * step) > interiorLimit
                    || distance(p, at + i * step, at + (i - 1) * step) > interiorLimit) {
                return false;
            }
        }
        return true;
    }

    private static int distance(byte[] p, int a, int b) {
        return Math.abs((p[a] & 0xff) - (p[b] & 0xff));
    }

    private static int difference(byte[] p, int a, int b) {
        return (p[a] & 0xff) - (p[b] & 0xff);
    }

    /** Changes the pixel on either side. */
    private static void two(byte[] p, int at, int step) {
        int a = 3 * difference(p, at, at - step) + signed(difference(p, at - 2 * step, at + step));
        add(p, at - step, signed(a + 3) >> 3);
        add(p, at, -(signed(a + 4) >> 3));
    }

    /** Changes two pixels on either side. */
    private static void four(byte[] p, int at, int step) {
        int a = 3 * difference(p, at, at - step);
        int a1 = signed(a + 4) >> 3;
        int a2 = signed(a + 3) >> 3;
        int a3 = (a1 + 1) >> 1;
        add(p, at - 2 * step, a3);
        add(p, at - step, a2);
        add(p, at, -a1);
        add(p, at + step, -a3);
    }

    /** Changes three pixels on either side. */
    private static void six(byte[] p, int at, int step) {
        int a = signed(3 * difference(p, at, at - step) + signed(difference(p, at - 2 * step, at + step)));
        for (int i = 0; i < 3; i++) {
            int change = ((27 - 9 * i) * a + 63) >> 7;
            add(p, at - (i + 1) * step, change);
            add(p, at + i * step, -change);
        }
    }

    private static int signed(int value) {
        return Math.clamp(value, -128, 127);
    }

    private static void add(byte[] p, int at, int change) {
        p[at] = (byte) Math.clamp((p[at] & 0xff) + change, 0, 255);
    }
}
