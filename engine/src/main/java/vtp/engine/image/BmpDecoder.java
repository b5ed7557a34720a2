package vtp.engine.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Windows' and OS/2's bitmap, of every header: 1 to 8 bits by palette, 16 to 32 bits by masks, run lengths.
 *
 * <p>The lengths that a header claims for the file and the pixels are not believed, as many programs write none or
 * wrong ones.
 */
final class BmpDecoder {
    private static final int FILE_HEADER = 14;
    private static final int OS2_HEADER = 12;
    private static final int OS2_2_HEADER = 64;
    private static final int INFO_HEADER = 40;
    private static final int HEADER_WITH_MASKS = 52;

    private static final int RAW = 0;
    private static final int RLE8 = 1;
    private static final int RLE4 = 2;
    private static final int MASKS = 3;
    private static final int MASKS_AND_ALPHA = 6;

    private final ByteBuffer file;
    private final int headerBytes;
    private final int height;
    private final int width;
    private final boolean topDown;
    private final int depth;
    private final int compression;
    private final int[] masks = new int[3];
    /** The RGB of each value of a pixel of 16 bits or fewer. */
    private final byte[] colours;

    private final int pixelsAt;

    /** Decodes a file, the size being checked first; null if it ends too early. */
    static Rgb decode(byte[] bytes, SizeLimit limit) throws IOException {
        try {
            return new BmpDecoder(bytes, limit).pixels();
        } catch (IndexOutOfBoundsException e) {
            throw new TruncatedException(e);
        }
    }

    private BmpDecoder(byte[] bytes, SizeLimit limit) throws IOException {
        file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        headerBytes = file.getInt(FILE_HEADER);
        boolean old = headerBytes == OS2_HEADER;
        if (!old && (headerBytes < 16 || headerBytes > 0xffff)) {
            throw new UnsupportedPictureException("a header of %d bytes is of no known version".formatted(headerBytes));
        }
        width = old ? u16(18) : file.getInt(18);
        int rows = old ? u16(20) : file.getInt(22);
        topDown = rows < 0;
        limit.check(width, Math.abs((long) rows));
        height = Math.abs(rows);
        depth = u16(old ? 24 : 28);
        compression = headerBytes < 20 ? RAW : file.getInt(30);
        checkKind();
        boolean masked = compression == MASKS || compression == MASKS_AND_ALPHA;
        int paletteAt = FILE_HEADER + headerBytes;
        if (masked) {
            for (int i = 0; i < 3; i++) {
                masks[i] = file.getInt(FILE_HEADER + INFO_HEADER + 4 * i);
            }
            paletteAt += headerBytes >= HEADER_WITH_MASKS ? 0 : compression == MASKS ? 12 : 16;
        }
        usualMasks();
        int step = old ? 3 : 4;
        int given = old || headerBytes < 36 ? 0 : file.getInt(46);
        int entries = given <= 0 || depth > 8 ? 1 << Math.min(depth, 8) : Math.min(given, 1 << 16);
        int paletteBytes = depth > 8 ? 0 : Math.min(entries * step, file.limit() - paletteAt);
        byte[] palette = new byte[paletteBytes];
        file.get(paletteAt, palette);
        colours = depth <= 8 ? byPalette(palette, step) : depth == 16 ? byMasks() : new byte[0];
        int claimed = file.getInt(10);
        boolean overPalette = claimed == FILE_HEADER + headerBytes && depth <= 8;
        pixelsAt = claimed == 0 || overPalette ? paletteAt + paletteBytes : claimed;
    }

    private void checkKind() throws UnsupportedPictureException {
        boolean known = switch (compression) {
            case RAW ->
                depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16 || depth == 24 || depth == 32;
            case RLE8 -> depth == 8;
            case RLE4 -> depth == 4;
            case MASKS -> headerBytes != OS2_2_HEADER && (depth == 16 || depth == 24 || depth == 32);
            case MASKS_AND_ALPHA -> depth == 16 || depth == 32;
            default -> false;
        };
        if (!known) {
            throw new UnsupportedPictureException("compression %d with %d bits a pixel".formatted(compression, depth));
        }
    }

    /** An index past the palette's end is black, as in Pillow. */
    private byte[] byPalette(byte[] palette, int step) {
        byte[] table = new byte[Rgb.CHANNELS << depth];
        for (int i = 0; i < table.length; i++) {
            int at = i / Rgb.CHANNELS * step + 2 - i % Rgb.CHANNELS;
            table[i] = at < palette.length ? palette[at] : 0;
        }
        return table;
    }

    private byte[] byMasks() {
        byte[] table = new byte[Rgb.CHANNELS << depth];
        for (int pixel = 0; pixel < 1 << depth; pixel++) {
            masked(pixel, table, Rgb.CHANNELS * pixel);
        }
        return table;
    }

    private void usualMasks() {
        if (masks[0] == 0 && masks[1] == 0 && masks[2] == 0) {
            boolean narrow = depth == 16;
            masks[0] = narrow ? 0x7C00 : 0xFF0000;
            masks[1] = narrow ? 0x3E0 : 0xFF00;
            masks[2] = narrow ? 0x1F : 0xFF;
        }
    }

    private int u16(int at) {
        return file.getShort(at) & 0xffff;
    }

    private Rgb pixels() throws IOException {
        long rowBytes = ((long) width * depth + 31) / 32 * 4;
        boolean runs = compression == RLE8 || compression == RLE4;
        long last = pixelsAt + (height - 1) * rowBytes + ((long) width * depth + 7) / 8;
        if (pixelsAt < 0 || pixelsAt > file.limit() || (!runs && last > file.limit())) {
            throw new TruncatedException(null);
        }
        Rgb out = Rgb.black(height, width);
        byte[] indices = runs ? new BmpRunLengths(file.array(), pixelsAt, height, width, depth).indices() : new byte[0];
        for (int y = 0; y < height; y++) {
            int stored = topDown ? y : height - 1 - y;
            int to = y * width * Rgb.CHANNELS;
            if (runs) {
                for (int x = 0; x < width; x++) {
                    colour(indices[stored * width + x] & 0xff, out.data(), to + 3 * x);
                }
            } else {
                row((int) (pixelsAt + stored * rowBytes), out.data(), to);
            }
        }
        return out;
    }

    private void row(int at, byte[] out, int to) {
        byte[] in = file.array();
        int end = to + Rgb.CHANNELS * width;
        switch (depth) {
            case 8 -> {
                for (int from = at; to < end; to += Rgb.CHANNELS, from++) {
                    colour(in[from] & 0xff, out, to);
                }
            }
            case 16 -> {
                for (int from = at; to < end; to += Rgb.CHANNELS, from += 2) {
                    colour((in[from] & 0xff) | (in[from + 1] & 0xff) << 8, out, to);
                }
            }
            case 24, 32 -> {
                int step = depth / 8;
                if (channelsAreBytes(step)) {
                    bytes(in, at, step, out, to, end);
                    return;
                }
                for (int from = at; to < end; to += Rgb.CHANNELS, from += step) {
                    masked(u16(from) | u16(from + step - 2) << (depth - 16), out, to);
                }
            }
            default -> {
                int mask = (1 << depth) - 1;
                for (int bit = 0; to < end; to += Rgb.CHANNELS, bit += depth) {
                    colour(in[at + (bit >> 3)] >> (8 - depth - (bit & 7)) & mask, out, to);
                }
            }
        }
    }

    private boolean channelsAreBytes(int step) {
        for (int mask : masks) {
            int shift = Integer.numberOfTrailingZeros(mask);
            if (shift % 8 != 0 || shift >= 8 * step || mask != 0xff << shift) {
                return false;
            }
        }
        return true;
    }

    private void bytes(byte[] in, int at, int step, byte[] out, int to, int end) {
        int red = at + Integer.numberOfTrailingZeros(masks[0]) / 8;
        int green = at + Integer.numberOfTrailingZeros(masks[1]) / 8;
        int blue = at + Integer.numberOfTrailingZeros(masks[2]) / 8;
        int from = 0;
        for (int i = to; i < end; i += Rgb.CHANNELS) {
            out[i] = in[red + from];
            out[i + 1] = in[green + from];
            out[i + 2] = in[blue + from];
            from += step;
        }
    }

    private void masked(int pixel, byte[] out, int to) {
        for (int c = 0; c < Rgb.CHANNELS; c++) {
            int mask = masks[c];
            int bits = Integer.bitCount(mask);
            int value = mask == 0 ? 0 : (pixel & mask) >>> Integer.numberOfTrailingZeros(mask);
            out[to + c] = (byte) (bits >= 8 ? value >>> (bits - 8) : bits == 0 ? 0 : value * 255 / ((1 << bits) - 1));
        }
    }

    private void colour(int pixel, byte[] out, int to) {
        int from = Rgb.CHANNELS * pixel;
        out[to] = colours[from];
        out[to + 1] = colours[from + 1];
        out[to + 2] = colours[from + 2];
    }
}
