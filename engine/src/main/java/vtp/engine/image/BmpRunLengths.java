package vtp.engine.image;

import java.util.Arrays;

/**
 * The run lengths of a BMP of 8 or 4 bits a pixel: pairs of a count and a value, and escapes. Pixels that are skipped
 * have index 0.
 */
final class BmpRunLengths {
    private static final int END_OF_ROW = 0;
    private static final int END_OF_PICTURE = 1;
    private static final int MOVE = 2;

    private final byte[] file;
    private final int height;
    private final int width;
    private final boolean halves;
    private final byte[] indices;
    private int at;
    private int x;
    private int y;

    /** @param at where the run lengths begin; they end by themselves, whatever length the header claims */
    BmpRunLengths(byte[] file, int at, int height, int width, int depth) {
        this.file = file;
        this.at = at;
        this.height = height;
        this.width = width;
        halves = depth == 4;
        indices = new byte[height * width];
    }

    /**
     * The palette's indices, (H, W), in the order of the file.
     *
     * @throws IndexOutOfBoundsException if the file ends before the picture does
     */
    byte[] indices() {
        while (y < height) {
            int count = next();
            int value = next();
            if (count > 0) {
                run(count, value);
            } else if (value == END_OF_ROW) {
                x = 0;
                y++;
            } else if (value == END_OF_PICTURE) {
                break;
            } else if (value == MOVE) {
                x += next();
                y += next();
            } else {
                literally(value);
            }
            if (y == height - 1 && x >= width) {
                break; // many files end here, without an end mark
            }
        }
        return indices;
    }

    private int next() {
        return file[at++] & 0xff;
    }

    private void run(int count, int value) {
        int end = Math.min(x + count, width);
        if (y < height && x < end) {
            int from = y * width;
            if (halves) {
                for (int i = x; i < end; i++) {
                    indices[from + i] = (byte) ((i - x) % 2 == 0 ? value >> 4 : value & 0xf);
                }
            } else {
                Arrays.fill(indices, from + x, from + end, (byte) value);
            }
        }
        x += count;
    }

    /** Copies pixels that are stored one by one, padded to an even number of bytes. */
    private void literally(int count) {
        int bytes = halves ? (count + 1) / 2 : count;
        for (int i = 0; i < count; i++) {
            int value = file[at + (halves ? i / 2 : i)] & 0xff;
            if (x < width && y < height) {
                indices[y * width + x] = (byte) (!halves ? value : i % 2 == 0 ? value >> 4 : value & 0xf);
            }
            x++;
        }
        at += bytes + bytes % 2;
    }
}
