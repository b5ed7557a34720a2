package vtp.engine.image.vp8l;

/** Arithmetic on the four channels of a pixel, each modulo 256. */
final class Argb {
    private static final int ALPHA_GREEN = 0xff00ff00;
    private static final int RED_BLUE = 0x00ff00ff;

    private Argb() {}

    static int sum(int a, int b) {
        return (((a & ALPHA_GREEN) + (b & ALPHA_GREEN)) & ALPHA_GREEN) | (((a & RED_BLUE) + (b & RED_BLUE)) & RED_BLUE);
    }

    /** The mean of each channel, rounded down. */
    static int mean(int a, int b) {
        return (((a ^ b) & 0xfefefefe) >>> 1) + (a & b);
    }
}
