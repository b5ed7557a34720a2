package vtp.engine.image;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a JPEG file says before its pixels (ITU T.81, annex B), found by walking its markers.
 *
 * <p>The decoder is given a copy without the application segments: a broken or unusual colour profile, thumbnail or
 * EXIF block must not stop or change a picture.
 */
final class JpegSegments {
    private static final int TEM = 0x01;
    private static final int RST0 = 0xD0;
    private static final int EOI = 0xD9;
    private static final int SOS = 0xDA;
    private static final int DHT = 0xC4;
    private static final int JPG = 0xC8;
    private static final int DAC = 0xCC;
    private static final int APP0 = 0xE0;
    private static final int APP1 = 0xE1;
    private static final int APP14 = 0xEE;
    private static final int APP15 = 0xEF;
    private static final int COM = 0xFE;
    private static final String XMP = "http://ns.adobe.com/xap/1.0/\0";

    /** How far libjpeg looks beyond the last pixel: a picture without an end marker must be followed by as much. */
    private static final int LOOK_AHEAD = 7;

    private final byte[] file;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private int frameMarker;
    private int precision;
    private int height;
    private int width;
    private byte[] componentIds = {};
    private byte[] sampling = {};
    private JpegScans scans = new JpegScans(new byte[0]);
    private boolean jfif;
    private int adobeTransform = -1;
    private final ByteArrayOutputStream exif = new ByteArrayOutputStream();
    private final PictureNotes notes = new PictureNotes();
    private int firstScan = -1;
    private int end = -1;

    JpegSegments(byte[] file) {
        this.file = file;
        int at = 2;
        while (end < 0) {
            int marker = nextMarker(at);
            if (marker < 0) {
                break;
            }
            at = segment(marker);
        }
        if (exif.size() > 0) {
            notes.exif(exif.toByteArray());
        }
    }

    /**
     * The position of the next marker's second byte, or −1 at the end of the file. Anything between segments is
     * skipped.
     */
    private int nextMarker(int at) {
        for (int i = at; i + 1 < file.length; i++) {
            if (file[i] == (byte) 0xFF && file[i + 1] != 0 && file[i + 1] != (byte) 0xFF) {
                return i + 1;
            }
        }
        return -1;
    }

    /** Reads the segment whose marker's second byte is at {@code at}; returns where it ends. */
    private int segment(int at) {
        int marker = file[at] & 0xff;
        if (marker == EOI) {
            end = at + 1;
            return end;
        }
        if (marker == TEM || (marker >= RST0 && marker < EOI)) {
            return at + 1;
        }
        int length = at + 2 < file.length ? u16(at + 1) : 2;
        int next = Math.min(at + 1 + Math.max(length, 2), file.length);
        if (marker == SOS) {
            firstScan = firstScan < 0 ? at - 1 : firstScan;
            scans.add(file, at + 3, next);
        } else if ((marker >= APP0 && marker <= APP15) || marker == COM) {
            application(marker, at + 3, next);
            return next;
        } else if (marker >= 0xC0
                && marker <= 0xCF
                && marker != DHT
                && marker != JPG
                && marker != DAC
                && frameMarker == 0) {
            frame(marker, at + 3, next);
        }
        if (firstScan < 0) {
            kept.write(file, at - 1, next - at + 1);
        }
        return next;
    }

    private void frame(int marker, int at, int next) {
        if (next - at < 6) {
            return;
        }
        int components = file[at + 5] & 0xff;
        if (next - at < 6 + 3 * components) {
            return;
        }
        frameMarker = marker;
        precision = file[at] & 0xff;
        height = u16(at + 1);
        width = u16(at + 3);
        componentIds = new byte[components];
        sampling = new byte[components];
        for (int c = 0; c < components; c++) {
            componentIds[c] = file[at + 6 + 3 * c];
            sampling[c] = file[at + 7 + 3 * c];
        }
        scans = new JpegScans(componentIds);
    }

    private void application(int marker, int at, int next) {
        if (marker == APP0 && next - at >= 14 && startsWith(at, "JFIF\0")) {
            jfif = true;
        } else if (marker == APP14 && next - at >= 12 && startsWith(at, "Adobe")) {
            adobeTransform = file[at + 11] & 0xff;
        } else if (marker == APP1 && firstScan < 0 && startsWith(at, "Exif\0\0")) {
            exif.write(file, at + (exif.size() == 0 ? 0 : 6), next - at - (exif.size() == 0 ? 0 : 6)); // it may go on
        } else if (marker == APP1 && firstScan < 0 && startsWith(at, XMP)) {
            notes.xmp(Arrays.copyOfRange(file, at + XMP.length(), next));
        }
    }

    private boolean startsWith(int at, String text) {
        return PictureNotes.startsWith(file, at, text);
    }

    private int u16(int at) {
        return ((file[at] & 0xff) << 8) | (file[at + 1] & 0xff);
    }

    /** Whether a frame header was found, and the first scan after it. */
    boolean hasPicture() {
        return frameMarker != 0 && firstScan >= 0;
    }

    /** Whether the end-of-image marker is there. */
    boolean isWhole() {
        return end >= 0;
    }

    /** What this kind of JPEG is called, if it is one that the decoder does not know; null if it does. */
    @Nullable
    String unsupported() {
        if (frameMarker > 0xC2) {
            return switch (frameMarker) {
                case 0xC3, 0xC7, 0xCB, 0xCF -> "lossless JPEG";
                case 0xC9, 0xCA, 0xCD, 0xCE -> "JPEG with arithmetic coding";
                default -> "hierarchical JPEG";
            };
        }
        if (precision != 8) {
            return "JPEG with " + precision + " bits a sample";
        }
        return componentIds.length == 1 || componentIds.length == 3 || componentIds.length == 4
                ? null
                : "JPEG with " + componentIds.length + " components";
    }

    int height() {
        return height;
    }

    int width() {
        return width;
    }

    int components() {
        return componentIds.length;
    }

    PictureNotes notes() {
        return notes;
    }

    /** Whether a component has half as many rows as the picture, and all of its columns. */
    boolean hasHalfTheRows(int component) {
        int columns = 0;
        int rows = 0;
        for (byte factors : sampling) {
            columns = Math.max(columns, factors >> 4);
            rows = Math.max(rows, factors & 0xf);
        }
        return sampling[component] >> 4 == columns && 2 * (sampling[component] & 0xf) == rows;
    }

    /** The number of scans, each of which costs a decoder a pass over the whole picture. */
    int scanCount() {
        return scans.count();
    }

    private boolean isProgressive() {
        return frameMarker == 0xC2;
    }

    /** Whether a progressive picture stops before its scans have told all of it. */
    boolean isIncomplete() {
        return isProgressive() && !scans.areComplete();
    }

    /** Whether the pixels may all be there although the end marker is not: in a single scan, with bytes after it. */
    boolean mayLackItsEnd() {
        return end < 0 && !isProgressive() && scans.count() == 1;
    }

    /**
     * Whether the first three components are luma and chroma: libjpeg's guess from the markers and the components'
     * names.
     */
    boolean isYcc() {
        if (componentIds.length == 4) {
            return adobeTransform > 0;
        }
        if (componentIds.length != 3) {
            return false;
        }
        if (jfif) {
            return true;
        }
        return adobeTransform >= 0 ? adobeTransform != 0 : !Arrays.equals(componentIds, new byte[] {'R', 'G', 'B'});
    }

    /**
     * The file without its application and comment segments, up to its end-of-image marker. Where that is missing, one
     * is put in, as early as the last pixel may end.
     */
    byte[] bare() {
        ByteArrayOutputStream bare = new ByteArrayOutputStream(file.length + 512);
        bare.write(file, 0, 2);
        if (!isProgressive()) {
            bare.writeBytes(JpegTables.standard());
        }
        bare.writeBytes(kept.toByteArray());
        int pixelsEnd = end < 0 ? Math.max(file.length - LOOK_AHEAD, firstScan) : end;
        bare.write(file, firstScan, pixelsEnd - firstScan);
        if (end < 0) {
            bare.write(0xFF);
            bare.write(EOI);
        }
        return bare.toByteArray();
    }
}
