package vtp.engine.image;

/** How many pixels a picture may have: checked by its header, before memory is taken for it. */
final class SizeLimit {
    /**
     * What a picture takes while it is decoded: its samples as they are coded, four bytes a pixel at most, and its RGB.
     */
    private static final int BYTES_PER_PIXEL = 7;

    private static final int MIB = 1 << 20;
    private static final int ADVISED_STEP = 256;

    private final String name;
    private final long maxPixels;
    private long width;
    private long height;

    /** @param name what messages call the picture */
    SizeLimit(String name, long maxPixels) {
        this.name = name;
        this.maxPixels = maxPixels;
    }

    /** Refuses a picture without pixels or with too many. */
    void check(long width, long height) throws PictureException {
        if (width < 1 || height < 1) {
            throw new PictureException(name, "%d x %d pixels by its header: nothing to read".formatted(width, height));
        }
        if (width > maxPixels / height) {
            throw new PictureException(
                    name,
                    "%d x %d is %d pixels, more than the %d allowed"
                            .formatted(width, height, width * height, maxPixels));
        }
        this.width = width;
        this.height = height;
    }

    /**
     * What is said when memory was short.
     *
     * @param fileBytes the file's length
     */
    PictureException outOfMemory(long fileBytes, OutOfMemoryError cause) {
        long needed = 2 * fileBytes + width * height * BYTES_PER_PIXEL;
        long allowed = Runtime.getRuntime().maxMemory();
        long advised = (allowed + 2 * needed) / MIB / ADVISED_STEP * ADVISED_STEP + ADVISED_STEP;
        return new PictureException(
                name,
                ("not enough memory: %s takes about %d MiB to be read, and Java may use %d MiB in all;"
                                + " allow more, with %s")
                        .formatted(
                                width == 0 ? "the file" : "a picture of %d x %d pixels".formatted(width, height),
                                needed / MIB + 1,
                                allowed / MIB,
                                "VTP_JAVA_OPTS=-Xmx%1$dm for vtp, -Xmx%1$dm for java".formatted(advised)),
                cause);
    }
}
