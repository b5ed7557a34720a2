package vtp.engine.image.vp8;

/**
 * Smooths the samples across one edge between blocks (sections 15.2 and 15.3). Of each line across the edge, p3 p2 p1
 * p0 | q0 q1 q2 q3, the nearest are changed where the step is small enough to be an artefact of coding.
 *
 * <p>The edge is told by where its first q0 is, how far it is to the next sample along the edge, and how far across it.
 */
final class EdgeFilter {
    private EdgeFilter() {}

    /** The simple filter: two samples change. */
    static void simple(byte[] s, int at, int along, int across, int length, int limit) {
        for (int i = 0; i < length; i++) {
            int q = at + i * along;
            if (step(s, q, across) <= 2 * limit + 1) {
                changeTwo(s, q, across);
            }
        }
    }

    /**
     * The normal filter.
     *
     * @param wide whether the edge is a macroblock's: three samples of either side change, else two
     */
    static void normal(
            byte[] s, int at, int along, int across, int length, int limit, FilterStrength strength, boolean wide) {
        int interior = strength.interiorLimit();
        int highVariance = strength.highVariance();
        for (int i = 0; i < length; i++) {
            int q = at + i * along;
            if (step(s, q, across) > 2 * limit + 1 || !isSmooth(s, q, across, interior)) {
                continue;
            }
            if (isBeyond(s, q - 2 * across, across, highVariance) || isBeyond(s, q, across, highVariance)) {
                changeTwo(s, q, across);
            } else if (wide) {
                changeSix(s, q, across);
            } else {
                changeFour(s, q, across);
            }
        }
    }

    private static int step(byte[] s, int q, int across) {
        int p1 = s[q - 2 * across] & 0xff;
        int p0 = s[q - across] & 0xff;
        int q0 = s[q] & 0xff;
        int q1 = s[q + across] & 0xff;
        return 4 * Math.abs(p0 - q0) + Math.abs(p1 - q1);
    }

    private static boolean isSmooth(byte[] s, int q, int across, int limit) {
        return !isBeyond(s, q - 4 * across, across, limit)
                && !isBeyond(s, q - 3 * across, across, limit)
                && !isBeyond(s, q - 2 * across, across, limit)
                && !isBeyond(s, q, across, limit)
                && !isBeyond(s, q + across, across, limit)
                && !isBeyond(s, q + 2 * across, across, limit);
    }

    /** Whether a sample and the next one across differ by more than a limit. */
    private static boolean isBeyond(byte[] s, int i, int across, int limit) {
        return Math.abs((s[i] & 0xff) - (s[i + across] & 0xff)) > limit;
    }

    private static void changeTwo(byte[] s, int q, int across) {
        int p1 = s[q - 2 * across] & 0xff;
        int p0 = s[q - across] & 0xff;
        int q0 = s[q] & 0xff;
        int q1 = s[q + across] & 0xff;
        int a = 3 * (q0 - p0) + Clip.toSigned(p1 - q1);
        s[q - across] = Clip.toByte(p0 + eighth(a + 3));
        s[q] = Clip.toByte(q0 - eighth(a + 4));
    }

    private static void changeFour(byte[] s, int q, int across) {
        int p1 = s[q - 2 * across] & 0xff;
        int p0 = s[q - across] & 0xff;
        int q0 = s[q] & 0xff;
        int q1 = s[q + across] & 0xff;
        int a = 3 * (q0 - p0);
        int near = eighth(a + 4);
        int far = (near + 1) >> 1;
        s[q - 2 * across] = Clip.toByte(p1 + far);
        s[q - across] = Clip.toByte(p0 + eighth(a + 3));
        s[q] = Clip.toByte(q0 - near);
        s[q + across] = Clip.toByte(q1 - far);
    }

    private static void changeSix(byte[] s, int q, int across) {
        int p2 = s[q - 3 * across] & 0xff;
        int p1 = s[q - 2 * across] & 0xff;
        int p0 = s[q - across] & 0xff;
        int q0 = s[q] & 0xff;
        int q1 = s[q + across] & 0xff;
        int q2 = s[q + 2 * across] & 0xff;
        int a = Clip.toSigned(3 * (q0 - p0) + Clip.toSigned(p1 - q1));
        int near = (27 * a + 63) >> 7;
        int middle = (18 * a + 63) >> 7;
        int far = (9 * a + 63) >> 7;
        s[q - 3 * across] = Clip.toByte(p2 + far);
        s[q - 2 * across] = Clip.toByte(p1 + middle);
        s[q - across] = Clip.toByte(p0 + near);
        s[q] = Clip.toByte(q0 - near);
        s[q + across] = Clip.toByte(q1 - middle);
        s[q + 2 * across] = Clip.toByte(q2 - far);
    }

    /** An eighth of a signed byte's range: −16 to 15. */
    private static int eighth(int a) {
        return Math.max(-16, Math.min(a >> 3, 15));
    }
}
