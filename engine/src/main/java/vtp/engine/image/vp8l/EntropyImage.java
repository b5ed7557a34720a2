package vtp.engine.image.vp8l;

import javax.imageio.IIOException;

/**
 * An entropy-coded image of ARGB pixels (sections 3.6 and 3.7): the picture itself, or one of the small images that say
 * something of its regions. Pixels are literals, copies of earlier ones, or colours from a cache.
 */
final class EntropyImage {
    private static final int MAX_CACHE_BITS = 11;
    /** Spreads colours over the cache. */
    private static final int CACHE_HASH = 0x1e35a7bd;
    /** How many pixels are decoded between two looks at whether the data has ended. */
    private static final int CHECKED_AFTER = 1024;

    private final BitReader in;
    private final int width;
    private final int[] pixels;
    /** The most recent colours; empty if the image does without a cache. */
    private final int[] cache;

    private final int cacheShift;
    /** Which codes hold for each square region, or nothing if the first do for all. */
    private final int[] regions;

    private final int regionBits;
    private final CodeGroup[] groups;

    private EntropyImage(BitReader in, int width, int height, boolean mayHaveRegions) throws IIOException {
        this.in = in;
        this.width = width;
        boolean cached = in.flag();
        int cacheBits = cached ? in.number(4) : 0;
        if (cached && (cacheBits == 0 || cacheBits > MAX_CACHE_BITS)) {
            throw new IIOException("its colour cache is of %d bits, not 1 to %d".formatted(cacheBits, MAX_CACHE_BITS));
        }
        cache = new int[cached ? 1 << cacheBits : 0];
        cacheShift = 32 - cacheBits;
        int count = 1;
        if (mayHaveRegions && in.flag()) {
            regionBits = 2 + in.number(3);
            regions = read(in, blocks(width, regionBits), blocks(height, regionBits), false);
            for (int i = 0; i < regions.length; i++) {
                regions[i] = regions[i] >>> 8 & 0xffff;
                count = Math.max(count, regions[i] + 1);
            }
        } else {
            regionBits = 0;
            regions = new int[0];
        }
        groups = new CodeGroup[count];
        for (int i = 0; i < count; i++) {
            groups[i] = CodeGroup.read(in, cache.length);
        }
        pixels = new int[width * height];
    }

    /**
     * Reads an image.
     *
     * @param mayHaveRegions whether it may have more than one group of codes: it is the picture itself
     */
    static int[] read(BitReader in, int width, int height, boolean mayHaveRegions) throws IIOException {
        EntropyImage image = new EntropyImage(in, width, height, mayHaveRegions);
        image.decode();
        return image.pixels;
    }

    /** How many squares of 2^bits pixels a side has. */
    static int blocks(int side, int bits) {
        return (side + (1 << bits) - 1) >> bits;
    }

    private void decode() throws IIOException {
        int check = CHECKED_AFTER;
        int at = 0;
        while (at < pixels.length) {
            CodeGroup group = groups[0];
            if (regions.length > 0) {
                int y = at / width;
                int x = at - y * width;
                group = groups[regions[(y >> regionBits) * blocks(width, regionBits) + (x >> regionBits)]];
            }
            int code = group.green().read(in);
            if (code < CodeGroup.LITERALS) {
                int red = group.red().read(in);
                int blue = group.blue().read(in);
                emit(at++, group.alpha().read(in) << 24 | red << 16 | code << 8 | blue);
            } else if (code < CodeGroup.LITERALS + CodeGroup.LENGTHS) {
                at = copy(at, code - CodeGroup.LITERALS, group);
            } else {
                emit(at++, cache[code - CodeGroup.LITERALS - CodeGroup.LENGTHS]);
            }
            if (at >= check) {
                checkEnd(at);
                check = at + CHECKED_AFTER;
            }
        }
        checkEnd(at);
    }

    private void checkEnd(int at) throws IIOException {
        if (in.exhausted()) {
            throw new IIOException(
                    "its pixels end in row %d of %d".formatted((at - 1) / width + 1, pixels.length / width));
        }
    }

    private void emit(int at, int argb) {
        pixels[at] = argb;
        if (cache.length > 0) {
            cache[(CACHE_HASH * argb) >>> cacheShift] = argb;
        }
    }

    /** Copies earlier pixels, one by one, since they may overlap; returns where it ends. */
    private int copy(int at, int lengthCode, CodeGroup group) throws IIOException {
        int length = BackwardReference.number(in, lengthCode);
        int distance = BackwardReference.distance(
                BackwardReference.number(in, group.distance().read(in)), width);
        if (distance > at || length > pixels.length - at) {
            throw new IIOException("pixel %d of %d is a copy of %d pixels from %d before it"
                    .formatted(at, pixels.length, length, distance));
        }
        for (int i = at; i < at + length; i++) {
            emit(i, pixels[i - distance]);
        }
        return at + length;
    }
}
