package vtp.engine.image;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The wireless bitmap (WAP-237), type 0: two zero bytes, width and height in groups of seven bits, then rows of bits, 1
 * for white, each row filled up to a byte.
 */
final class WbmpDecoder {
    private static final int LARGEST_SIDE = 1 << 20;

    private WbmpDecoder() {}

    /** The header: where the rows begin, and the size; null where it is none. */
    private record Header(int height, int width, int end) {
        static @Nullable Header of(byte[] file) {
            if (file.length < 5 || file[0] != 0 || file[1] != 0) {
                return null;
            }
            int[] sides = new int[2];
            int at = 2;
            for (int i = 0; i < 2; i++) {
                int group;
                do {
                    if (at == file.length || sides[i] > LARGEST_SIDE) {
                        return null;
                    }
                    group = file[at++];
                    sides[i] = sides[i] << 7 | (group & 0x7f);
                } while (group < 0);
            }
            return sides[0] < 1 || sides[1] < 1 || Math.max(sides[0], sides[1]) > LARGEST_SIDE
                    ? null
                    : new Header(sides[1], sides[0], at);
        }

        int rowBytes() {
            return (width + 7) / 8;
        }

        long fileBytes() {
            return end + (long) height * rowBytes();
        }
    }

    /** Whether the first bytes are a header of a file that is at least as long as they are. */
    static boolean mayBeOne(byte[] head) {
        Header header = Header.of(head);
        return header != null && header.fileBytes() >= head.length;
    }

    /** Decodes a file, the size being checked first; null if its length is not what its header says. */
    static @Nullable Rgb decode(byte[] file, SizeLimit limit) throws PictureException {
        Header header = Header.of(file);
        if (header == null || header.fileBytes() != file.length) {
            return null;
        }
        limit.check(header.width, header.height);
        Rgb out = Rgb.black(header.height, header.width);
        int to = 0;
        for (int y = 0; y < header.height; y++) {
            int row = header.end + y * header.rowBytes();
            for (int x = 0; x < header.width; x++) {
                byte value = (byte) -(file[row + x / 8] >> (7 - x % 8) & 1);
                Arrays.fill(out.data(), to, to + Rgb.CHANNELS, value);
                to += Rgb.CHANNELS;
            }
        }
        return out;
    }
}
