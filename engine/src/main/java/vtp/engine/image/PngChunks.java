package vtp.engine.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * A PNG's chunks. The decoder is given those of the pixels alone: transparency would be dropped anyway, and gamma, colour profiles
 * and texts are not wanted.
 */
final class PngChunks {
    private static final int SIGNATURE = 8;
    /** Length, name and checksum. */
    private static final int FRAME = 12;

    private static final int HEADER = 0x49484452; // IHDR
    private static final int PALETTE = 0x504C5445; // PLTE
    private static final int DATA = 0x49444154; // IDAT
    private static final int END = 0x49454E44; // IEND
    private static final int EXIF = 0x65584966; // eXIf

    private final ByteArrayOutputStream kept;
    private boolean hasData;
    private boolean damaged;
    private int exifOffset = -1;

    PngChunks(byte[] file) {
        kept = new ByteArrayOutputStream(file.length);
        kept.write(file, 0, SIGNATURE);
        ByteBuffer png = ByteBuffer.wrap(file);
        for (long next = SIGNATURE; next + FRAME <= file.length; ) {
            int at = (int) next;
            next += FRAME + (png.getInt(at) & 0xffffffffL);
            int end = (int) Math.min(next, file.length);
            int name = png.getInt(at + 4);
            if (name == HEADER || name == PALETTE || name == DATA || name == END) {
                kept.write(file, at, end - at);
            }
            if (name == DATA) {
                hasData = true; // checked by the compression's own checksum
            } else if (name == EXIF) {
                exifOffset = at + 8;
            } else if (!hasData) {
                damaged |= !checksumHolds(file, at, end);
            }
        }
    }

    private static boolean checksumHolds(byte[] file, int at, int end) {
        CRC32 crc = new CRC32();
        crc.update(file, at + 4, end - at - 8);
        return ByteBuffer.wrap(file).getInt(end - 4) == (int) crc.getValue();
    }

    /** Whether a chunk before the pixels is not what its checksum says. */
    boolean isDamaged() {
        return damaged;
    }

    /** Whether there are any pixels. */
    boolean hasData() {
        return hasData;
    }

    /** Where the EXIF block is, or −1. */
    int exifOffset() {
        return exifOffset;
    }

    byte[] bare() {
        return kept.toByteArray();
    }
}
