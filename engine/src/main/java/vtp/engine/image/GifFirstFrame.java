package vtp.engine.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** A GIF's canvas, and where and in which colours its first frame lies on it (GIF89a specification). */
final class GifFirstFrame {
    private static final int SCREEN_DESCRIPTOR_END = 13;
    private static final int EXTENSION = 0x21;
    private static final int IMAGE = 0x2C;
    private static final int GRAPHIC_CONTROL = 0xF9;
    private static final int INTERLACED = 0x40;

    private final ByteBuffer file;
    private final int top;
    private final int left;
    private final int height;
    private final int width;
    private final int canvasHeight;
    private final int canvasWidth;
    private final byte[] palette;
    private final int frameAt;
    private final int dataAt;
    private int transparent = -1;

    /** The first frame of the file, or null if it has none. */
    static @Nullable GifFirstFrame of(byte[] bytes) {
        try {
            return new GifFirstFrame(bytes);
        } catch (IndexOutOfBoundsException e) {
            return null;
        }
    }

    private GifFirstFrame(byte[] bytes) {
        file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int flags = u8(10);
        byte[] common = table(flags, SCREEN_DESCRIPTOR_END);
        int at = SCREEN_DESCRIPTOR_END + (common == null ? 0 : common.length);
        while (u8(at) != IMAGE) {
            at = u8(at) == EXTENSION ? extension(at) : at + 1;
        }
        frameAt = at;
        left = u16(at + 1);
        top = u16(at + 3);
        // A frame that sticks out makes the canvas larger, as in Pillow.
        width = u16(at + 5);
        height = u16(at + 7);
        canvasWidth = Math.max(u16(6), left + width);
        canvasHeight = Math.max(u16(8), top + height);
        byte[] own = table(u8(at + 9), at + 10);
        dataAt = at + 10 + (own == null ? 0 : own.length);
        palette = own != null ? own : common != null ? common : greys();
    }

    /** Notes the transparent index, if this is where it is given; returns where the extension ends. */
    private int extension(int at) {
        if (u8(at + 1) == GRAPHIC_CONTROL && u8(at + 2) >= 4 && (u8(at + 3) & 1) != 0) {
            transparent = u8(at + 6);
        }
        int block = at + 2;
        while (u8(block) != 0) {
            block += 1 + u8(block);
        }
        return block + 1;
    }

    private byte @Nullable [] table(int flags, int at) {
        if ((flags & 0x80) == 0) {
            return null;
        }
        byte[] colours = new byte[3 << ((flags & 7) + 1)];
        file.get(at, colours);
        return colours;
    }

    private static byte[] greys() {
        byte[] greys = new byte[3 * 256];
        for (int i = 0; i < greys.length; i++) {
            greys[i] = (byte) (i / 3);
        }
        return greys;
    }

    private int u8(int at) {
        return file.get(at) & 0xff;
    }

    private int u16(int at) {
        return file.getShort(at) & 0xffff;
    }

    /** The palette's indices, (height, width), interlaced rows put in their places. */
    byte[] indices() throws IOException {
        byte[] coded = GifIndices.decode(file.array(), dataAt, height * width);
        if ((u8(frameAt + 9) & INTERLACED) == 0) {
            return coded;
        }
        byte[] indices = new byte[coded.length];
        int from = 0;
        for (int[] pass : new int[][] {{0, 8}, {4, 8}, {2, 4}, {1, 2}}) {
            for (int y = pass[0]; y < height; y += pass[1]) {
                System.arraycopy(coded, from, indices, y * width, width);
                from += width;
            }
        }
        return indices;
    }

    int height() {
        return height;
    }

    int width() {
        return width;
    }

    int canvasHeight() {
        return canvasHeight;
    }

    int canvasWidth() {
        return canvasWidth;
    }

    int top() {
        return top;
    }

    int left() {
        return left;
    }

    /** The index that the canvas is filled with before the frame is drawn. */
    int background() {
        return Math.max(transparent, 0);
    }

    /** Writes the RGB of an index; one past the table's end is black. */
    void colour(int index, byte[] out, int to) {
        for (int c = 0; c < 3; c++) {
            out[to + c] = 3 * index + c < palette.length ? palette[3 * index + c] : 0;
        }
    }
}
