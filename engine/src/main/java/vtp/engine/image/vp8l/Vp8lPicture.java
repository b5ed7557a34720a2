package vtp.engine.image.vp8l;

import java.util.ArrayList;
import java.util.List;
import javax.imageio.IIOException;

/**
 * A VP8L picture: its size is read first, its pixels when they are asked for.
 *
 * @since 0.1.0
 */
public final class Vp8lPicture {
    private static final int SIGNATURE = 0x2f;
    private static final int BYTES = 5;
    private static final int SIZE_BITS = 14;

    private static final int PREDICTION = 0;
    private static final int COLOR = 1;
    private static final int SUBTRACT_GREEN = 2;

    private final BitReader in;
    private final int width;
    private final int height;
    /** In the order in which the encoder applied them. */
    private final List<Transform> transforms = new ArrayList<>();

    private Vp8lPicture(BitReader in) throws IIOException {
        this.in = in;
        int signature = in.number(8);
        if (signature != SIGNATURE) {
            throw new IIOException("its pixels begin with the byte %02x, not %02x".formatted(signature, SIGNATURE));
        }
        width = 1 + in.number(SIZE_BITS);
        height = 1 + in.number(SIZE_BITS);
        in.flag(); // Whether alpha is used, which is dropped.
        int version = in.number(3);
        if (version != 0) {
            throw new IIOException("it is of VP8L version %d; 0 is the only one".formatted(version));
        }
    }

    /**
     * Reads the header of the picture that lies between two offsets.
     *
     * @throws IIOException if it is cut or damaged
     */
    public static Vp8lPicture of(byte[] data, int from, int to) throws IIOException {
        if (to - from < BYTES) {
            throw new IIOException("its pixels of %d bytes end inside the header of %d".formatted(to - from, BYTES));
        }
        return new Vp8lPicture(new BitReader(data, from, to));
    }

    /** Columns of pixels, 1 to 16384. */
    public int width() {
        return width;
    }

    /** Rows of pixels, 1 to 16384. */
    public int height() {
        return height;
    }

    /**
     * Decodes the pixels, once: (height, width, 3).
     *
     * @throws IIOException if the picture is cut or damaged
     */
    public byte[] decode() throws IIOException {
        int codedWidth = readTransforms();
        int[] pixels = EntropyImage.read(in, codedWidth, height, true);
        for (Transform transform : transforms.reversed()) {
            pixels = transform.undo(pixels);
        }
        byte[] rgb = new byte[3 * pixels.length];
        int to = 0;
        for (int pixel : pixels) {
            rgb[to] = (byte) (pixel >> 16);
            rgb[to + 1] = (byte) (pixel >> 8);
            rgb[to + 2] = (byte) pixel;
            to += 3;
        }
        return rgb;
    }

    /** Returns the width of what is coded, which a small palette makes less. */
    private int readTransforms() throws IIOException {
        int codedWidth = width;
        int seen = 0;
        while (in.flag()) {
            int kind = in.number(2);
            if ((seen >> kind & 1) != 0) {
                throw new IIOException("transform %d is applied twice".formatted(kind));
            }
            seen |= 1 << kind;
            switch (kind) {
                case PREDICTION, COLOR -> {
                    int bits = 2 + in.number(3);
                    int across = EntropyImage.blocks(codedWidth, bits);
                    int[] regions = EntropyImage.read(in, across, EntropyImage.blocks(height, bits), false);
                    transforms.add(
                            kind == COLOR
                                    ? new ColorTransform(codedWidth, bits, regions)
                                    : new Prediction(codedWidth, bits, regions));
                }
                case SUBTRACT_GREEN -> transforms.add(new SubtractGreen());
                default -> {
                    int[] colours = EntropyImage.read(in, 1 + in.number(8), 1, false);
                    ColorIndexing indexing = ColorIndexing.of(codedWidth, height, colours);
                    transforms.add(indexing);
                    codedWidth = EntropyImage.blocks(codedWidth, indexing.packing());
                }
            }
        }
        return codedWidth;
    }
}
