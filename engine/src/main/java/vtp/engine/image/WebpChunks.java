package vtp.engine.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.IIOException;
import vtp.engine.image.vp8.Vp8Frame;
import vtp.engine.image.vp8l.Vp8lPicture;

/**
 * A WebP file's chunks: the canvas, the first frame's coded pixels, EXIF and XMP (RFC 9649).
 *
 * <p>The decoder is given the coded pixels alone. Alpha would be dropped anyway, colour profiles are not applied, and
 * only the first frame of an animation is wanted. What follows the size that the file's header gives is not looked at.
 */
final class WebpChunks {
    private static final int RIFF_HEADER = 12;
    private static final int CHUNK_HEADER = 8;
    private static final int FRAME_HEADER = 16;
    private static final int EXIF_FLAG = 8;
    private static final int XMP_FLAG = 4;

    private final ByteBuffer file;
    private final boolean whole;
    private int canvasHeight;
    private int canvasWidth;
    private int frameTop;
    private int frameLeft;
    private boolean animated;
    private int pixelsAt = -1;
    private int flags;
    private final PictureNotes notes = new PictureNotes();

    WebpChunks(byte[] bytes) {
        file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long size = CHUNK_HEADER + (bytes.length < CHUNK_HEADER ? 0 : file.getInt(4) & 0xffffffffL);
        whole = size <= bytes.length;
        file.limit((int) Math.min(size, bytes.length));
        walk(RIFF_HEADER, file.limit());
    }

    private void walk(int from, int to) {
        for (long at = from; at + CHUNK_HEADER <= to; ) {
            int start = (int) at;
            long size = file.getInt(start + 4) & 0xffffffffL;
            chunk(name(start), start, (int) Math.min(at + CHUNK_HEADER + size, to));
            at += CHUNK_HEADER + size + (size & 1);
        }
    }

    private void chunk(String name, int at, int end) {
        int body = at + CHUNK_HEADER;
        switch (name) {
            case "VP8X" -> {
                if (end - body >= 10) {
                    flags = file.get(body);
                    canvasWidth = u24(body + 4) + 1;
                    canvasHeight = u24(body + 7) + 1;
                }
            }
            case "ANMF" -> {
                if (pixelsAt < 0 && end - body > FRAME_HEADER) {
                    animated = true;
                    frameLeft = 2 * u24(body);
                    frameTop = 2 * u24(body + 3);
                    walk(body + FRAME_HEADER, end);
                }
            }
            case "VP8 ", "VP8L" -> pixelsAt = pixelsAt < 0 ? at : pixelsAt;
            case "EXIF" -> {
                if ((flags & EXIF_FLAG) != 0 && !notes.hasExif()) {
                    notes.exif(Arrays.copyOfRange(file.array(), body, end));
                }
            }
            case "XMP " -> {
                if ((flags & XMP_FLAG) != 0) {
                    notes.xmp(Arrays.copyOfRange(file.array(), body, end));
                }
            }
            default -> {}
        }
    }

    private String name(int at) {
        return new String(file.array(), at, 4, StandardCharsets.ISO_8859_1);
    }

    private int u24(int at) {
        return (file.getShort(at) & 0xffff) | ((file.get(at + 2) & 0xff) << 16);
    }

    /** Whether the file is as long as its header says, and has the first frame's coded pixels. */
    boolean isWhole() {
        return whole && pixelsAt >= 0 && pixelsEnd() <= file.limit();
    }

    private long pixelsEnd() {
        return pixelsAt + CHUNK_HEADER + (file.getInt(pixelsAt + 4) & 0xffffffffL);
    }

    /** Chunks are of an even length: where one is not, libwebp's decoders see the byte that fills it up. */
    private int paddedEnd() {
        long end = pixelsEnd();
        return (int) Math.min(end + ((end - pixelsAt) & 1), file.limit());
    }

    /** Whether the first frame is lossy, so VP8; else it is VP8L. */
    boolean isLossy() {
        return name(pixelsAt).equals("VP8 ");
    }

    /** The first frame, if it is lossy and whole. */
    Vp8Frame lossy() throws IIOException {
        return Vp8Frame.of(file.array(), pixelsAt + CHUNK_HEADER, paddedEnd());
    }

    /** The first frame, if it is lossless and whole. */
    Vp8lPicture lossless() throws IIOException {
        return Vp8lPicture.of(file.array(), pixelsAt + CHUNK_HEADER, paddedEnd());
    }

    /**
     * Whether a frame of some size may stand on the canvas: anywhere inside of it in an animation, else it is the
     * canvas.
     */
    boolean holds(int frameWidth, int frameHeight) {
        return animated
                ? frameLeft + frameWidth <= canvasWidth && frameTop + frameHeight <= canvasHeight
                : canvasWidth == 0 || (frameWidth == canvasWidth && frameHeight == canvasHeight);
    }

    String misplaced(int frameWidth, int frameHeight) {
        return "its frame of %d x %d at (%d, %d) is not on its canvas of %d x %d"
                .formatted(frameWidth, frameHeight, frameLeft, frameTop, canvasWidth, canvasHeight);
    }

    /** Rows of the canvas, or 0 where the picture is the canvas. */
    int canvasHeight() {
        return canvasHeight;
    }

    int canvasWidth() {
        return canvasWidth;
    }

    int frameTop() {
        return frameTop;
    }

    int frameLeft() {
        return frameLeft;
    }

    /** What the chunks that the header announces, as libwebp demands, note beside the pixels. */
    PictureNotes notes() {
        return notes;
    }
}
