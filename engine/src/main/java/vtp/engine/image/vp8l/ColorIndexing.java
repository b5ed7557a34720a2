package vtp.engine.image.vp8l;

/**
 * Pixels are places in a palette (section 3.5.4), in green; those of small palettes are packed, 2^packing to a pixel.
 *
 * @param width of the picture, unpacked
 * @param palette as long as there are indices: those that the file does not give are 0, transparent black
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ColorIndexing(int width, int height, int packing, int[] palette) implements Transform {
    /** How a palette of so many colours is packed. */
    static int packing(int colours) {
        return colours <= 2 ? 3 : colours <= 4 ? 2 : colours <= 16 ? 1 : 0;
    }

    /** A transform of colours as they are coded: but for the first, each is the difference from the one before. */
    static ColorIndexing of(int width, int height, int[] differences) {
        int packing = packing(differences.length);
        int[] palette = new int[1 << (8 >> packing)];
        int last = 0;
        for (int i = 0; i < differences.length; i++) {
            last = Argb.sum(last, differences[i]);
            palette[i] = last;
        }
        return new ColorIndexing(width, height, packing, palette);
    }

    @Override
    public int[] undo(int[] packed) {
        int[] pixels = packing == 0 ? packed : new int[width * height];
        int packedWidth = EntropyImage.blocks(width, packing);
        int indexBits = 8 >> packing;
        int place = (1 << packing) - 1;
        int to = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int indices = packed[y * packedWidth + (x >> packing)] >>> 8;
                pixels[to++] = palette[indices >>> ((x & place) * indexBits) & (palette.length - 1)];
            }
        }
        return pixels;
    }
}
