package vtp.cli.console;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Text that was UTF-8 but for some bytes, which stand in it as the surrogates U+DC80 to U+DCFF: no character is one of
 * these alone.
 */
public final class RawBytes {
    private static final char FIRST = '\uDC80';
    private static final char LAST = '\uDCFF';

    private RawBytes() {}

    /** Reads UTF-8; what is none is kept, byte by byte. */
    public static String decode(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = decoder.decode(in, out, true);
        while (result.isError()) {
            for (int i = 0; i < result.length(); i++) {
                out.put((char) (0xDC00 + (in.get() & 0xff)));
            }
            result = decoder.decode(in, out, true);
        }
        return out.flip().toString();
    }

    /** The bytes that were decoded. */
    public static byte[] encode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int character = text.codePointAt(i);
            if (isByte(character)) {
                bytes.write(character & 0xff);
            } else {
                bytes.writeBytes(Character.toString(character).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    /** Whether a text has any. */
    public static boolean in(String text) {
        return text.codePoints().anyMatch(RawBytes::isByte);
    }

    /** A text that has none: each stands as %E9, say. */
    public static String escaped(String text) {
        if (!in(text)) {
            return text;
        }
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(character -> {
            if (isByte(character)) {
                escaped.append(String.format(Locale.ROOT, "%%%02X", character & 0xff));
            } else {
                escaped.appendCodePoint(character);
            }
        });
        return escaped.toString();
    }

    private static boolean isByte(int character) {
        return character >= FIRST && character <= LAST;
    }

    /** The pieces that end in a separator; what follows the last one is a piece too, unless it is empty. */
    public static List<byte[]> split(byte[] bytes, byte separator) {
        List<byte[]> pieces = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i == bytes.length ? i > from : bytes[i] == separator) {
                pieces.add(Arrays.copyOfRange(bytes, from, i));
                from = i + 1;
            }
        }
        return pieces;
    }
}
