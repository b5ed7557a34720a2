package vtp.engine.image.vp8l;

/**
 * What green says of red, and green and red of blue, was subtracted from them (section 3.5.2).
 *
 * @param regions for each square of 2^bits pixels the three factors, in 32nds
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ColorTransform(int width, int bits, int[] regions) implements Transform {
    @Override
    public int[] undo(int[] pixels) {
        int regionsAcross = EntropyImage.blocks(width, bits);
        int y = 0;
        for (int row = 0; row < pixels.length; row += width) {
            int regionRow = (y >> bits) * regionsAcross;
            for (int x = 0; x < width; x++) {
                pixels[row + x] = undo(pixels[row + x], regions[regionRow + (x >> bits)]);
            }
            y++;
        }
        return pixels;
    }

    private static int undo(int pixel, int factors) {
        int green = pixel >>> 8;
        int red = (pixel >>> 16) + times(factors, green);
        int blue = pixel + times(factors >>> 8, green) + times(factors >>> 16, red);
        return (pixel & 0xff00ff00) | (red & 0xff) << 16 | (blue & 0xff);
    }

    /** Both are signed bytes. */
    private static int times(int factor, int channel) {
        return ((byte) factor * (byte) channel) >> 5;
    }
}
