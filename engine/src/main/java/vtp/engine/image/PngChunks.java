package vtp.engine.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A PNG's chunks. The decoder is given those of the pixels alone: transparency would be dropped anyway, and gamma,
 * colour profiles and texts are not wanted. What follows the pixels may be cut: the last chunk it sees is the end.
 */
final class PngChunks {
    private static final int SIGNATURE = 8;
    /** Length, name and checksum. */
    private static final int FRAME = 12;

    private static final int HEADER = 0x49484452; // IHDR
    private static final int PALETTE = 0x504C5445; // PLTE
    private static final int DATA = 0x49444154; // IDAT
    private static final int END = 0x49454E44; // IEND

    private final byte[] file;
    private final ByteArrayOutputStream kept;
    private final PngTexts texts = new PngTexts();
    private boolean hasData;
    private @Nullable String damaged;
    private byte @Nullable [] exif;

    PngChunks(byte[] file) {
        this.file = file;
        kept = new ByteArrayOutputStream(file.length);
        kept.write(file, 0, SIGNATURE);
        ByteBuffer png = ByteBuffer.wrap(file);
        byte[] palette = null; // the last, if there are two
        int name = 0;
        for (long next = SIGNATURE; next + FRAME <= file.length && name != END; ) {
            int at = (int) next;
            next += FRAME + (png.getInt(at) & 0xffffffffL);
            int end = (int) Math.min(next, file.length);
            name = png.getInt(at + 4);
            byte[] body = Arrays.copyOfRange(file, at + SIGNATURE, next > file.length ? end : end - 4);
            if (name == DATA) {
                if (!hasData && palette != null) {
                    keep(PALETTE, palette);
                }
                hasData = true; // checked by the compression's own checksum
                keep(DATA, body);
                continue;
            }
            if (name == HEADER) {
                keep(HEADER, body);
            } else if (name == PALETTE) {
                palette = body;
            }
            note(at, end);
        }
        keep(END, new byte[0]);
    }

    /** Adds a chunk, without a checksum: the decoder does not look at it. */
    private void keep(int name, byte[] body) {
        kept.writeBytes(
                ByteBuffer.allocate(SIGNATURE).putInt(body.length).putInt(name).array());
        kept.writeBytes(body);
        kept.writeBytes(new byte[4]);
    }

    /** Takes note of a chunk that holds no pixels. */
    private void note(int at, int end) {
        String name = new String(file, at + 4, 4, StandardCharsets.ISO_8859_1);
        if (!hasData && damaged == null && !checksumHolds(at, end)) {
            damaged = name;
        }
        int body = at + SIGNATURE;
        if (name.equals("eXIf")) {
            exif = Arrays.copyOfRange(file, body, end - 4);
        } else {
            texts.add(name, Arrays.copyOfRange(file, body, end - 4));
        }
    }

    private boolean checksumHolds(int at, int end) {
        CRC32 crc = new CRC32();
        crc.update(file, at + 4, end - at - 8);
        return ByteBuffer.wrap(file).getInt(end - 4) == (int) crc.getValue();
    }

    /** The name of the first chunk before the pixels that is not what its checksum says; null if all are. */
    @Nullable
    String damaged() {
        return damaged;
    }

    /** What is noted beside the pixels: EXIF in its own chunk, else as a text of digits; XMP as a text. */
    PictureNotes notes() {
        PictureNotes notes = new PictureNotes();
        byte[] block = exif != null ? exif : texts.exif();
        if (block != null) {
            notes.exif(block);
        }
        byte[] xmp = texts.xmp();
        if (xmp != null) {
            notes.xmp(xmp);
        }
        return notes;
    }

    byte[] bare() {
        return kept.toByteArray();
    }
}
