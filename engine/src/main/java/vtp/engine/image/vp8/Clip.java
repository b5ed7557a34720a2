package vtp.engine.image.vp8;

/** Clips numbers to ranges. */
final class Clip {
    private Clip() {}

    /** Returns the nearest of 0 to 255. */
    static byte toByte(int value) {
        return (byte) (value < 0 ? 0 : value > 255 ? 255 : value);
    }

    /** Returns the nearest of −128 to 127. */
    static int toSigned(int value) {
        return Math.max(-128, Math.min(value, 127));
    }
}
