package vtp.engine.image;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of picture files: those that {@link PictureReader} reads, and those that it knows by name only, to refuse
 * them by it.
 *
 * <p>A file is told by its first bytes, whatever its name says. Its name's ending serves to choose files from a folder.
 *
 * @since 0.1.0
 */
public enum PictureFormat {
    // Those that are read. A signature's question mark is any byte; bars stand between the ways to begin.
    /** Portable Network Graphics; of an animation, the picture that every program shows. */
    PNG(true, "PNG", "png apng", "\u0089PNG\r\n\u001a\n"),
    /** JPEG by Huffman coding: baseline, extended, progressive. */
    JPEG(true, "JPEG", "jpg jpeg jpe jfif", "\u00ff\u00d8\u00ff"),
    /** Graphics Interchange Format; of an animation, the first frame. */
    GIF(true, "GIF", "gif", "GIF87a|GIF89a"),
    /** WebP, lossy and lossless; of an animation, the first frame. */
    WEBP(true, "WebP", "webp", "RIFF????WEBP"),
    /** TIFF and BigTIFF; of several pages, the first. */
    TIFF(true, "TIFF", "tif tiff", "II*\0|MM\0*|II+\0|MM\0+"),
    /** Windows' and OS/2's bitmap. */
    BMP(true, "BMP", "bmp", "BM"),
    /** Netpbm's bitmap, greymap and pixmap, plain and raw (P1 to P6). */
    PNM(true, "PNM", "ppm pgm pbm pnm", "P1 |P2 |P3 |P4 |P5 |P6 "),
    /** The wireless bitmap. It has no signature: a file is one if it is as long as its first bytes say. */
    WBMP(true, "WBMP", "wbmp", ""),

    // Those that are known and not read.
    /** AV1 pictures. */
    AVIF(false, "AVIF", "avif avifs", "????ftypavif|????ftypavis"),
    /** Pictures of telephones: HEVC in HEIF. */
    HEIC(false, "HEIC", "heic heif hif heics", "????ftyphe|????ftypmif1|????ftypmsf1"),
    /** JPEG 2000, boxed or as a bare code stream. */
    JPEG_2000(false, "JPEG 2000", "jp2 j2k j2c jpc jpx jpf", "\0\0\0\fjP  \r\n|\u00ffO\u00ffQ"),
    /** JPEG XL, boxed or as a bare code stream. */
    JPEG_XL(false, "JPEG XL", "jxl", "\0\0\0\fJXL \r\n|\u00ff\n"),
    /** JPEG XR, also HD Photo. */
    JPEG_XR(false, "JPEG XR", "jxr wdp hdp", "II\u00bc\u0001"),
    /** Windows' icons. */
    ICO(false, "ICO", "ico", "\0\0\1\0"),
    /** Windows' pointers. */
    CUR(false, "CUR", "cur", "\0\0\2\0"),
    /** Apple's icons. */
    ICNS(false, "ICNS", "icns", "icns"),
    /** Photoshop's own. */
    PSD(false, "PSD", "psd psb", "8BPS"),
    /** GIMP's own. */
    XCF(false, "XCF", "xcf", "gimp xcf"),
    /** Scalable Vector Graphics. */
    SVG(false, "SVG", "svg svgz", ""),
    /** Portable Document Format. */
    PDF(false, "PDF", "pdf", "%PDF"),
    /** Encapsulated and plain PostScript. */
    EPS(false, "EPS", "eps ps", "%!PS|\u00c5\u00d0\u00d3\u00c6"),
    /** OpenEXR. */
    EXR(false, "OpenEXR", "exr", "v/1\1"),
    /** Radiance. */
    HDR(false, "Radiance HDR", "hdr", "#?RADIANCE|#?RGBE"),
    /** DirectDraw's surfaces. */
    DDS(false, "DDS", "dds", "DDS "),
    /** The Quite OK Image format. */
    QOI(false, "QOI", "qoi", "qoif"),
    /** Netpbm's arbitrary map. */
    PAM(false, "PAM", "pam", "P7 "),
    /** The portable floating-point map. */
    PFM(false, "PFM", "pfm", "Pf |PF "),
    /** Better Portable Graphics. */
    BPG(false, "BPG", "bpg", "BPG\u00fb"),
    /** What cameras' sensors saw. Most are TIFF files of their own kind, and are told by their name alone. */
    RAW(false, "camera RAW", "cr2 cr3 nef arw dng raf orf rw2 pef srw", "????ftypcrx|FUJIFILMCCD-RAW|IIRO|IIRS|IIU\0"),
    /** Medical pictures. */
    DICOM(false, "DICOM", "dcm dicom", ""),
    /** Astronomers' pictures. */
    FITS(false, "FITS", "fits fit", "SIMPLE  ="),
    /** Truevision's Targa, which has no signature. */
    TGA(false, "TGA", "tga", ""),
    /** PC Paintbrush, whose signature is too short to trust. */
    PCX(false, "PCX", "pcx", "");

    /** How many bytes at a file's start are enough to tell. */
    static final int HEAD_BYTES = 1024;

    private static final int DICOM_PREAMBLE = 128;

    private final boolean read;
    private final String label;

    @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
    private final Set<String> extensions;

    private final String signatures;

    PictureFormat(boolean read, String label, String extensions, String signatures) {
        this.read = read;
        this.label = label;
        this.extensions = Set.of(extensions.split(" "));
        this.signatures = signatures;
    }

    /** Whether {@link PictureReader} reads it. */
    public boolean isRead() {
        return read;
    }

    /** The endings of such files' names, lower case, without the dot. */
    public Set<String> extensions() {
        return extensions;
    }

    /** The format's usual name: "JPEG 2000". */
    @Override
    public String toString() {
        return label;
    }

    /** The format that a file's name promises by its ending, in any case; null where the ending is no picture's. */
    public static @Nullable PictureFormat ofName(Path file) {
        String name = String.valueOf(file.getFileName());
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return ending.length() == name.length()
                ? null
                : Arrays.stream(values())
                        .filter(format -> format.extensions.contains(ending))
                        .findFirst()
                        .orElse(null);
    }

    /**
     * The format of a file by its content; null where it is no picture that is known.
     *
     * @param file the file, or its first kilobyte at least
     */
    public static @Nullable PictureFormat of(byte[] file) {
        String head = new String(file, 0, Math.min(file.length, HEAD_BYTES), StandardCharsets.ISO_8859_1);
        if (head.startsWith("ftypmif1", 4) && head.lastIndexOf("avif", Math.min(32, head.length())) > 8) {
            return AVIF; // its first brand says HEIF, a later one what is in it
        }
        if (matches(head, "II*\0????CR")) {
            return RAW; // Canon's are TIFF files as well, whose first picture is a small one
        }
        for (PictureFormat format : values()) {
            for (StringTokenizer list = new StringTokenizer(format.signatures, "|"); list.hasMoreTokens(); ) {
                if (matches(head, list.nextToken())) {
                    return format;
                }
            }
        }
        if (head.startsWith("DICM", DICOM_PREAMBLE)) {
            return DICOM;
        }
        if (isSvg(head)) {
            return SVG;
        }
        return WbmpDecoder.mayBeOne(file) ? WBMP : null;
    }

    private static boolean isSvg(String head) {
        String text = head.startsWith("\u00ef\u00bb\u00bf") ? head.substring(3) : head;
        String start = text.stripLeading().toLowerCase(Locale.ROOT);
        return start.startsWith("<svg")
                || (start.contains("<svg")
                        && (start.startsWith("<?xml")
                                || start.startsWith("<!--")
                                || start.startsWith("<!doctype svg")));
    }

    private static boolean matches(String head, String signature) {
        if (head.length() < signature.length()) {
            return false;
        }
        for (int i = 0; i < signature.length(); i++) {
            char wanted = signature.charAt(i);
            char found = head.charAt(i);
            boolean fits =
                    wanted == '?' || (wanted == ' ' ? found == ' ' || isBlank(found, signature) : wanted == found);
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    /** After Netpbm's two letters any white space may stand. */
    private static boolean isBlank(char c, String signature) {
        return signature.length() == 3 && c >= '\t' && c <= '\r';
    }
}
