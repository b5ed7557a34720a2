package vtp.engine.image;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Short texts that a PNG carries before its pixels, by keyword: what it says of itself. Chunks iTXt, in UTF-8.
 *
 * @since 0.1.0
 */
public final class PngText {
    private static final long SIGNATURE = 0x89504e470d0a1a0aL;
    private static final int INTERNATIONAL_TEXT = 0x69545874; // iTXt
    private static final int DATA = 0x49444154; // IDAT
    private static final int END = 0x49454e44; // IEND
    /** Longer ones are passed over: a text that we wrote is a line. */
    private static final int LONGEST = 1 << 16;
    /** After the keyword: compressed or not, how, language, keyword in that language; all of nothing. */
    private static final String PLAIN = "\0\0\0\0\0";

    private PngText() {}

    /** A chunk, to stand anywhere between the header and the pixels. */
    static byte[] chunk(String keyword, String text) {
        byte[] body = (keyword + PLAIN + text).getBytes(StandardCharsets.UTF_8);
        ByteBuffer chunk = ByteBuffer.allocate(body.length + 12);
        chunk.putInt(body.length).putInt(INTERNATIONAL_TEXT).put(body);
        CRC32 crc = new CRC32();
        crc.update(chunk.array(), 4, body.length + 4);
        return chunk.putInt((int) crc.getValue()).array();
    }

    /**
     * Reads the texts of a PNG that are as {@link PictureWriter} writes them; nothing after them is read.
     *
     * @return by keyword; empty if it is no PNG
     * @throws IOException if it cannot be read
     */
    public static Map<String, String> read(InputStream stream) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        DataInputStream in = new DataInputStream(stream);
        try {
            if (in.readLong() != SIGNATURE) {
                return texts;
            }
            while (true) {
                int length = in.readInt();
                int name = in.readInt();
                if (name == DATA || name == END || length < 0) {
                    return texts;
                }
                if (name == INTERNATIONAL_TEXT && length <= LONGEST) {
                    add(in.readNBytes(length), texts);
                    in.skipNBytes(4);
                } else {
                    in.skipNBytes(length + 4L);
                }
            }
        } catch (EOFException cutOff) {
            return texts;
        }
    }

    private static void add(byte[] body, Map<String, String> texts) {
        String all = new String(body, StandardCharsets.UTF_8);
        int end = all.indexOf(PLAIN);
        if (end > 0 && all.indexOf('\0') == end) {
            texts.put(all.substring(0, end), all.substring(end + PLAIN.length()));
        }
    }

    /** A PNG with texts after its header. */
    static byte[] insert(byte[] png, Map<String, String> texts) {
        int afterHeader = 8 + 12 + 13;
        ByteArrayOutputStream out = new ByteArrayOutputStream(png.length + 200);
        out.write(png, 0, afterHeader);
        texts.forEach((keyword, text) -> out.writeBytes(chunk(keyword, text)));
        out.write(png, afterHeader, png.length - afterHeader);
        return out.toByteArray();
    }
}
