package vtp.loader;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an npy file says of its array: magic, version, length, and a Python dictionary, ended by a line feed.
 *
 * @param dtype its element type
 * @param shape its dimensions
 * @param fortranOrder whether its first index, not its last, runs fastest through the data
 * @param dataBegin the byte at which its data begins
 */
record NpyHeader(Dtype dtype, List<Long> shape, boolean fortranOrder, long dataBegin) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int VERSION_AT = MAGIC.length;
    private static final int LENGTH_AT = VERSION_AT + 2;
    /** NumPy itself reads no more than 10,000 unasked. */
    private static final long MAX_BYTES = 1 << 16;

    private static final int ALIGN_BYTES = 64;
    /** NumPy leaves room for the first dimension to grow to this many digits. */
    private static final int GROWTH_DIGITS = 21;

    private static final int MAX_DIMENSIONS = 32;

    private static final Map<String, Dtype> DTYPES = Map.ofEntries(
            Map.entry("<f8", Dtype.F64),
            Map.entry("<f4", Dtype.F32),
            Map.entry("<f2", Dtype.F16),
            Map.entry("<i8", Dtype.I64),
            Map.entry("<u8", Dtype.U64),
            Map.entry("<i4", Dtype.I32),
            Map.entry("<u4", Dtype.U32),
            Map.entry("<i2", Dtype.I16),
            Map.entry("<u2", Dtype.U16),
            Map.entry("|i1", Dtype.I8),
            Map.entry("|u1", Dtype.U8),
            Map.entry("|b1", Dtype.BOOL));

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Reads and checks a header, and that the file ends where its array does. */
    static NpyHeader read(Bytes file) throws IOException {
        if (file.size() < LENGTH_AT + Short.BYTES) {
            throw new NpyException(file.name(), "has " + file.size() + " bytes, too few for an npy file");
        }
        byte[] start = copy(file, 0, LENGTH_AT + Short.BYTES);
        if (!Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            String found = FileKind.of(file).map(kind -> "is " + kind).orElse("does not begin with \\x93NUMPY");
            throw new NpyException(file.name(), found + ", but an npy file is needed");
        }
        int version = start[VERSION_AT];
        if (version < 1 || version > 3 || start[VERSION_AT + 1] != 0) {
            throw new NpyException(
                    file.name(),
                    "is of npy version " + version + "." + start[VERSION_AT + 1] + " (byte 6), not 1.0, 2.0 or 3.0");
        }
        int textAt = LENGTH_AT + (version == 1 ? Short.BYTES : Integer.BYTES);
        long length = 0;
        if (file.size() >= textAt) {
            MemorySegment segment = MemorySegment.ofArray(copy(file, 0, textAt));
            length = version == 1
                    ? Short.toUnsignedLong(segment.get(SHORT, LENGTH_AT))
                    : Integer.toUnsignedLong(segment.get(INT, LENGTH_AT));
        }
        if (length > MAX_BYTES || textAt + length > file.size()) {
            throw new NpyException(
                    file.name(),
                    "has a header of " + length + " bytes from byte " + textAt + " on, but the file has " + file.size()
                            + " and a header at most " + MAX_BYTES + ": incomplete, or not an npy file");
        }
        String text = new String(copy(file, textAt, (int) length), StandardCharsets.UTF_8);
        NpyHeader header = new Dictionary(file.name(), text).header(textAt + length);
        header.checkLength(file);
        return header;
    }

    private static byte[] copy(Bytes file, long from, int bytes) throws IOException {
        byte[] copy = new byte[bytes];
        file.copy(from, MemorySegment.ofArray(copy));
        return copy;
    }

    private void checkLength(Bytes file) throws NpyException {
        String array = Quote.plain("shape " + shape) + " in " + dtype;
        long bytes;
        try {
            bytes = dtype.byteSize(shape);
        } catch (ArithmeticException e) {
            throw new NpyException(file.name(), "the size of " + array + " exceeds 64 bits");
        }
        if (bytes != file.size() - dataBegin) {
            throw new NpyException(
                    file.name(),
                    array + " needs " + bytes + " bytes from byte " + dataBegin + " on, but there are "
                            + (file.size() - dataBegin));
        }
    }

    /** What NumPy would write before such an array, to the byte. */
    static byte[] format(Dtype dtype, List<Long> shape) {
        String descr = DTYPES.entrySet().stream()
                .filter(entry -> entry.getValue() == dtype)
                .map(Map.Entry::getKey)
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("NumPy has no type for " + dtype));
        if (shape.size() > MAX_DIMENSIONS) {
            throw new IllegalArgumentException(shape.size() + " dimensions, more than " + MAX_DIMENSIONS);
        }
        String tuple =
                shape.stream().map(String::valueOf).collect(Collectors.joining(", ")) + (shape.size() == 1 ? "," : "");
        StringBuilder text =
                new StringBuilder("{'descr': '" + descr + "', 'fortran_order': False, 'shape': (" + tuple + "), }");
        if (!shape.isEmpty()) {
            text.repeat(' ', GROWTH_DIGITS - String.valueOf(shape.get(0)).length());
        }
        int textAt = LENGTH_AT + Short.BYTES;
        // At least one blank, as NumPy has it.
        text.repeat(' ', ALIGN_BYTES - (textAt + text.length() + 1) % ALIGN_BYTES)
                .append('\n');
        MemorySegment header = MemorySegment.ofArray(new byte[textAt + text.length()]);
        header.copyFrom(MemorySegment.ofArray(MAGIC));
        header.set(ValueLayout.JAVA_BYTE, VERSION_AT, (byte) 1);
        header.set(SHORT, LENGTH_AT, (short) text.length());
        header.asSlice(textAt).copyFrom(MemorySegment.ofArray(text.toString().getBytes(StandardCharsets.US_ASCII)));
        return (byte[]) header.heapBase().orElseThrow();
    }

    /** The Python literal, of which only this much occurs: strings, truth values, and a tuple of integers. */
    private static final class Dictionary {
        private static final Pattern TOKEN = Pattern.compile("\\s*+('[^']*+'|\"[^\"]*+\"|[0-9]++|True|False|[{}():,])");

        private final String file;
        private final String text;
        private final Matcher tokens;

        Dictionary(String file, String text) {
            this.file = file;
            this.text = text;
            this.tokens = TOKEN.matcher(text);
        }

        NpyHeader header(long dataBegin) throws NpyException {
            String descr = "";
            String fortranOrder = "";
            List<Long> shape = List.of();
            Set<String> keys = new HashSet<>();
            expect("{");
            for (String token = next(); !token.equals("}"); token = next()) {
                String key = unquoted(token);
                expect(":");
                switch (key) {
                    case "descr" -> descr = unquoted(next());
                    case "fortran_order" -> fortranOrder = next();
                    case "shape" -> shape = shape();
                    default -> throw malformed();
                }
                if (!keys.add(key)) {
                    throw malformed();
                }
                if (commaOr("}")) {
                    break;
                }
            }
            if (keys.size() != 3 || !text.substring(tokens.regionStart()).isBlank()) {
                throw malformed();
            }
            if (!fortranOrder.equals("False") && !fortranOrder.equals("True")) {
                throw malformed();
            }
            Dtype dtype = DTYPES.get(descr);
            if (dtype == null) {
                throw new NpyException(
                        file,
                        "holds " + Quote.of(descr)
                                + ", but little-endian numbers of at most 64 bits are needed: save it with"
                                + " x.astype('float32')");
            }
            return new NpyHeader(dtype, shape, fortranOrder.equals("True"), dataBegin);
        }

        private List<Long> shape() throws NpyException {
            List<Long> shape = new ArrayList<>();
            expect("(");
            for (String token = next(); !token.equals(")"); token = next()) {
                try {
                    shape.add(Long.parseLong(token));
                } catch (NumberFormatException e) {
                    throw malformed();
                }
                if (commaOr(")")) {
                    break;
                }
            }
            return List.copyOf(shape);
        }

        private String next() throws NpyException {
            if (!tokens.lookingAt()) {
                throw malformed();
            }
            String token = tokens.group(1);
            tokens.region(tokens.end(), text.length());
            return token;
        }

        private void expect(String token) throws NpyException {
            if (!next().equals(token)) {
                throw malformed();
            }
        }

        /** Whether the next token is {@code close}; otherwise it must be a comma. */
        private boolean commaOr(String close) throws NpyException {
            String token = next();
            if (!token.equals(close) && !token.equals(",")) {
                throw malformed();
            }
            return token.equals(close);
        }

        private static String unquoted(String token) {
            return token.substring(1, Math.max(1, token.length() - 1));
        }

        private NpyException malformed() {
            return new NpyException(
                    file,
                    "the header is not a dictionary of descr, fortran_order and a tuple shape: "
                            + Quote.plain(text.strip()));
        }
    }
}
