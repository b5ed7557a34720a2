package vtp.loader;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one strict JSON document: one value of at most {@value #MAX_DEPTH} levels in valid UTF-8 without a byte
 * order mark, white space around it, and nothing else. Strings with half a surrogate pair are refused, as Python's and
 * Rust's safetensors refuse them. Every failure is a {@link JsonException} that names the byte.
 */
final class JsonTokens {
    /** What serde_json, the reader of the safetensors library, allows. */
    private static final int MAX_DEPTH = 128;

    /**
     * Names are neither interned nor put into a symbol table, which hostile names could fill with collisions. Numbers,
     * names and strings may be as long as the document, which the caller bounds; numbers are converted by us alone.
     */
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final String file;
    private final byte[] utf8;
    private final long firstByte;
    private final JsonParser parser;

    /**
     * Begins to read.
     *
     * @param file what messages name
     * @param utf8 the document, already found to be {@linkplain #firstInvalidByte valid UTF-8}
     * @param firstByte where in the file it begins, for messages
     */
    JsonTokens(String file, byte[] utf8, long firstByte) throws JsonException {
        this.file = file;
        this.utf8 = utf8;
        this.firstByte = firstByte;
        try {
            // A reader, not the bytes: given bytes, Jackson guesses at UTF-16 and UTF-32, and skips a byte order mark.
            this.parser =
                    FACTORY.createParser(new InputStreamReader(new ByteArrayInputStream(utf8), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new JsonException(file, Quote.plain(String.valueOf(e.getMessage())));
        }
    }

    /** Where the first byte stands that is not part of a well-formed UTF-8 character; -1 if there is none. */
    static int firstInvalidByte(byte[] utf8) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(utf8);
        CharBuffer scratch = CharBuffer.allocate(Math.min(8192, utf8.length + 1));
        CoderResult result;
        do {
            scratch.clear();
            result = decoder.decode(in, scratch, true);
        } while (result.isOverflow());
        return result.isError() ? in.position() : -1;
    }

    /** The next token, which must be there. */
    JsonToken next() throws JsonException {
        JsonToken token = nextOrNull();
        if (token == null) {
            throw failure("ends early");
        }
        return token;
    }

    /** Checks that the document is over: after its value there is only white space. */
    void end() throws JsonException {
        if (nextOrNull() != null) {
            throw failure("goes on after its end");
        }
    }

    private @Nullable JsonToken nextOrNull() throws JsonException {
        try {
            JsonToken token = parser.nextToken();
            boolean string = token == JsonToken.FIELD_NAME || token == JsonToken.VALUE_STRING;
            if (string && !isWellFormed(parser.getText())) {
                throw failure("half a surrogate pair in a string");
            }
            return token;
        } catch (StreamConstraintsException e) {
            throw failure("more than " + MAX_DEPTH + " levels of nesting");
        } catch (JacksonException e) {
            throw syntaxError(e);
        } catch (JsonException e) {
            throw e;
        } catch (IOException e) {
            throw failure(Quote.plain(String.valueOf(e.getMessage())));
        }
    }

    /** The text of the current token: a name, a string, or a number as it is written. */
    String text() throws JsonException {
        try {
            return parser.getText();
        } catch (IOException e) {
            throw failure(Quote.plain(String.valueOf(e.getMessage())));
        }
    }

    /** Goes on to the end of the current value, if that is an object or a list. */
    void skipChildren() throws JsonException {
        JsonToken token = parser.currentToken();
        int depth = token != null && token.isStructStart() ? 1 : 0;
        while (depth > 0) {
            JsonToken next = next();
            depth += next.isStructStart() ? 1 : next.isStructEnd() ? -1 : 0;
        }
    }

    /** A failure at the current token. */
    JsonException failure(String problem) {
        return new JsonException(file, problem + " at byte " + position());
    }

    /** The beginning of what Jackson says, before it goes into the details of itself; its place may be one off. */
    private JsonException syntaxError(JacksonException e) {
        JsonLocation location = e.getLocation();
        long position = location == null ? position() : byteOf(location.getCharOffset());
        String problem = e.getOriginalMessage().split(" \\(|: ", 2)[0];
        return new JsonException(file, "not JSON: " + Quote.plain(problem) + " near byte " + position);
    }

    /** The byte of the file at which the current token begins. */
    long position() {
        return byteOf(parser.currentTokenLocation().getCharOffset());
    }

    /** The byte of the file at which the document's UTF-16 character of this number begins. */
    private long byteOf(long chars) {
        int at = 0;
        for (long left = chars; left > 0 && at < utf8.length; ) {
            int lead = utf8[at] & 0xFF;
            at += lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
            left -= lead < 0xF0 ? 1 : 2;
        }
        return firstByte + at;
    }

    /** Whether a text has no half of a surrogate pair, so that it can be written in UTF-8. */
    static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (Character.MIN_SURROGATE <= c && c <= Character.MAX_SURROGATE) {
                return false;
            }
            i += Character.charCount(c);
        }
        return true;
    }
}
