package vtp.engine.image.vp8l;

import javax.imageio.IIOException;

/**
 * The five prefix codes that pixels of a region are coded with.
 *
 * @param green green, or how many pixels to copy, or a place in the colour cache
 * @param distance from where to copy
 */
record CodeGroup(PrefixCode green, PrefixCode red, PrefixCode blue, PrefixCode alpha, PrefixCode distance) {
    static final int LITERALS = 256;
    static final int LENGTHS = 24;
    private static final int DISTANCES = 40;

    /** Reads a group, for a colour cache of some size. */
    static CodeGroup read(BitReader in, int cacheSize) throws IIOException {
        return new CodeGroup(
                PrefixCodes.read(in, LITERALS + LENGTHS + cacheSize),
                PrefixCodes.read(in, LITERALS),
                PrefixCodes.read(in, LITERALS),
                PrefixCodes.read(in, LITERALS),
                PrefixCodes.read(in, DISTANCES));
    }
}
