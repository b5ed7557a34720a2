package vtp.engine.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A WebP file's chunks: the canvas, the first frame's coded pixels, the EXIF block (RFC 9649).
 *
 * <p>The decoder is given the coded pixels alone. Alpha would be dropped anyway, colour profiles are not applied, and only the
 * first frame of an animation is wanted.
 */
final class WebpChunks {
    private static final int RIFF_HEADER = 12;
    private static final int CHUNK_HEADER = 8;
    private static final int FRAME_HEADER = 16;

    private final ByteBuffer file;
    private int canvasHeight;
    private int canvasWidth;
    private int frameTop;
    private int frameLeft;
    private int pixelsAt = -1;
    private int exifOffset = -1;

    WebpChunks(byte[] bytes) {
        file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        walk(RIFF_HEADER, bytes.length);
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
                    canvasWidth = u24(body + 4) + 1;
                    canvasHeight = u24(body + 7) + 1;
                }
            }
            case "ANMF" -> {
                if (pixelsAt < 0 && end - body > FRAME_HEADER) {
                    frameLeft = 2 * u24(body);
                    frameTop = 2 * u24(body + 3);
                    walk(body + FRAME_HEADER, end);
                }
            }
            case "VP8 ", "VP8L" -> pixelsAt = pixelsAt < 0 ? at : pixelsAt;
            case "EXIF" -> exifOffset = exifOffset < 0 ? body : exifOffset;
            default -> {}
        }
    }

    private String name(int at) {
        return new String(file.array(), at, 4, StandardCharsets.ISO_8859_1);
    }

    private int u24(int at) {
        return (file.getShort(at) & 0xffff) | ((file.get(at + 2) & 0xff) << 16);
    }

    /** A WebP file of the first frame's coded pixels and nothing else; null if there are none, or fewer than announced. */
    byte @Nullable [] bare() {
        if (pixelsAt < 0) {
            return null;
        }
        long size = CHUNK_HEADER + (file.getInt(pixelsAt + 4) & 0xffffffffL);
        if (pixelsAt + size > file.limit()) {
            return null;
        }
        int padded = (int) (size + (size & 1));
        ByteBuffer bare = ByteBuffer.allocate(RIFF_HEADER + padded).order(ByteOrder.LITTLE_ENDIAN);
        bare.put("RIFF".getBytes(StandardCharsets.ISO_8859_1)).putInt(4 + padded);
        bare.put("WEBP".getBytes(StandardCharsets.ISO_8859_1)).put(file.array(), pixelsAt, (int) size);
        return bare.array();
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

    /** Where the EXIF block is, or −1. */
    int exifOffset() {
        return exifOffset;
    }
}
