package vtp.loader;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Reads the elements of one tensor as Java numbers, whatever type the file has them in.
 *
 * <pre>{@code
 * FloatReader weights = FloatReader.of(checkpoint, checkpoint.tensors().get("head.weight"));
 * weights.floats(firstElement, row);      // F32, F16, BF16 or F64
 * FloatReader.of(shard, labels).longs(0, classes);
 * }</pre>
 *
 * <p>F16 and BF16 become float32 without a change of value, F64 is rounded to the nearest. F32 is copied bit by bit,
 * from the file into the target, without a buffer in between where the target lies outside the heap. NaN and infinities
 * pass. Other types are converted piece by piece, so that a tensor may be larger than memory. Safe for use by several
 * threads if its source is; a {@link Checkpoint} is.
 *
 * @since 0.1.0
 */
public final class FloatReader {
    /** Where the raw bytes of the tensor come from, little-endian, row by row. */
    @FunctionalInterface
    public interface Source {
        /**
         * Copies {@code into.byteSize()} bytes.
         *
         * @param fromByte the first of them, counted from the beginning of the tensor's data
         * @throws IOException if they cannot be read
         */
        void copy(long fromByte, MemorySegment into) throws IOException;
    }

    /** What is converted at once: it stays in the cache. */
    private static final int PIECE_BYTES = 1 << 16;

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final String file;
    private final String name;
    private final Dtype dtype;
    private final long elementCount;
    private final Source source;

    private FloatReader(String file, String name, Dtype dtype, long elementCount, Source source) {
        this.file = file;
        this.name = name;
        this.dtype = dtype;
        this.elementCount = elementCount;
        this.source = source;
    }

    /** A reader of a tensor of a checkpoint, which stays open as long as the reader is used. */
    public static FloatReader of(Checkpoint checkpoint, TensorInfo tensor) {
        return of(
                tensor.file(),
                tensor.name(),
                tensor.dtype(),
                tensor.elementCount(),
                (fromByte, into) -> checkpoint.copy(tensor, fromByte, into));
    }

    /** A reader of an array. */
    public static FloatReader of(String file, Npy array) {
        MemorySegment data = array.data();
        return of(
                file,
                "array",
                array.dtype(),
                data.byteSize() / array.dtype().bytes(),
                (fromByte, into) -> MemorySegment.copy(data, fromByte, into, 0, into.byteSize()));
    }

    /**
     * A reader of anything.
     *
     * @param file the file, as messages name it
     * @param name the tensor's name, as messages name it
     * @param dtype its element type
     * @param elementCount how many elements it has
     * @param source its bytes
     */
    public static FloatReader of(String file, String name, Dtype dtype, long elementCount, Source source) {
        return new FloatReader(file, name, dtype, elementCount, source);
    }

    /** The tensor's element type. */
    public Dtype dtype() {
        return dtype;
    }

    /** How many elements the tensor has. */
    public long elementCount() {
        return elementCount;
    }

    /** Reads as many elements as {@code into} holds: {@link #floats(long, float[], int, int)}. */
    public void floats(long first, float[] into) throws IOException {
        floats(first, into, 0, into.length);
    }

    /**
     * Reads elements of F32, F16, BF16 or F64 as float32.
     *
     * @param first the first element to read
     * @param into where to
     * @param at where the first one goes in {@code into}
     * @param count how many
     * @throws DtypeException if the tensor is of another type
     * @throws IndexOutOfBoundsException if the tensor or the array has not that many
     * @throws IOException if the file cannot be read
     */
    public void floats(long first, float[] into, int at, int count) throws IOException {
        Objects.checkFromIndexSize(at, count, into.length);
        floats(first, MemorySegment.ofArray(into).asSlice((long) at * Float.BYTES, (long) count * Float.BYTES));
    }

    /**
     * Reads elements as {@link #floats(long, float[], int, int)} does.
     *
     * @param into float32 in the machine's byte order; its length says how many elements
     */
    public void floats(long first, MemorySegment into) throws IOException {
        if (!dtype.isFloat()) {
            throw new DtypeException(file, name, dtype, "F32, F16, BF16 or F64");
        }
        Objects.checkFromIndexSize(first, into.byteSize() / Float.BYTES, elementCount);
        if (dtype == Dtype.F32 && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
            source.copy(first * Float.BYTES, into);
            return;
        }
        pieces(first, into.byteSize() / Float.BYTES, (raw, done, count) -> {
            float[] piece = new float[count];
            decode(dtype, raw, piece);
            MemorySegment.copy(piece, 0, into, ValueLayout.JAVA_FLOAT_UNALIGNED, done * Float.BYTES, count);
        });
    }

    /**
     * Reads as many elements as {@code into} holds as float64: F32, F16, BF16, F64 and the types of {@link #longs}
     * without a change of value, but for integers beyond 2⁵³, which are rounded.
     *
     * @throws DtypeException if the tensor is of another type
     * @throws IndexOutOfBoundsException if the tensor has not that many
     * @throws IOException if the file cannot be read
     */
    public void doubles(long first, double[] into) throws IOException {
        if (!dtype.isFloat() && !dtype.isInteger()) {
            throw new DtypeException(file, name, dtype, "a number of at most 64 bits");
        }
        pieces(first, into.length, (raw, done, count) -> {
            int at = (int) done;
            if (dtype == Dtype.F64) {
                MemorySegment.copy(raw, DOUBLE, 0, into, at, count);
            } else if (dtype.isFloat()) {
                float[] piece = new float[count];
                decode(dtype, raw, piece);
                for (int i = 0; i < count; i++) {
                    into[at + i] = piece[i];
                }
            } else {
                for (int i = 0; i < count; i++) {
                    into[at + i] = integer(raw, i);
                }
            }
        });
    }

    /**
     * Reads as many elements as {@code into} holds as integers: BOOL (0 or 1), U8, I8, I16, U16, I32, U32, I64.
     *
     * @throws DtypeException if the tensor is of another type
     * @throws IndexOutOfBoundsException if the tensor has not that many
     * @throws IOException if the file cannot be read
     */
    public void longs(long first, long[] into) throws IOException {
        if (!dtype.isInteger()) {
            throw new DtypeException(file, name, dtype, "an integer of at most 64 bits, signed");
        }
        pieces(first, into.length, (raw, done, count) -> {
            for (int i = 0; i < count; i++) {
                into[(int) done + i] = integer(raw, i);
            }
        });
    }

    private long integer(MemorySegment raw, long index) {
        return switch (dtype) {
            case I64 -> raw.get(LONG, index * Long.BYTES);
            case I32 -> raw.get(INT, index * Integer.BYTES);
            case U32 -> Integer.toUnsignedLong(raw.get(INT, index * Integer.BYTES));
            case I16 -> raw.get(SHORT, index * Short.BYTES);
            case U16 -> Short.toUnsignedLong(raw.get(SHORT, index * Short.BYTES));
            case I8 -> raw.get(ValueLayout.JAVA_BYTE, index);
            default -> Byte.toUnsignedLong(raw.get(ValueLayout.JAVA_BYTE, index));
        };
    }

    /**
     * Converts elements that are in memory already.
     *
     * @param dtype F32, F16, BF16 or F64
     * @param raw their bytes, little-endian, aligned to anything; at least as many as {@code into} needs
     * @param into gets as many as it holds
     * @throws IllegalArgumentException for another type
     */
    public static void decode(Dtype dtype, MemorySegment raw, float[] into) {
        switch (dtype) {
            case F32 -> MemorySegment.copy(raw, FLOAT, 0, into, 0, into.length);
            case F16 -> {
                short[] bits = shorts(raw, into.length);
                for (int i = 0; i < bits.length; i++) {
                    into[i] = Float.float16ToFloat(bits[i]);
                }
            }
            case BF16 -> {
                short[] bits = shorts(raw, into.length);
                for (int i = 0; i < bits.length; i++) {
                    into[i] = Float.intBitsToFloat(bits[i] << 16);
                }
            }
            case F64 -> {
                double[] values = new double[into.length];
                MemorySegment.copy(raw, DOUBLE, 0, values, 0, values.length);
                for (int i = 0; i < values.length; i++) {
                    into[i] = (float) values[i];
                }
            }
            default -> throw new IllegalArgumentException(dtype + " is not a floating-point type that is converted");
        }
    }

    private static short[] shorts(MemorySegment raw, int count) {
        short[] bits = new short[count];
        MemorySegment.copy(raw, SHORT, 0, bits, 0, count);
        return bits;
    }

    /** Converts {@code count} elements, the raw ones of a piece, of which {@code done} have gone before. */
    @FunctionalInterface
    private interface Piece {
        void convert(MemorySegment raw, long done, int count);
    }

    private void pieces(long first, long total, Piece piece) throws IOException {
        Objects.checkFromIndexSize(first, total, elementCount);
        int bytes = dtype.bytes();
        int most = PIECE_BYTES / bytes;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(Math.max(1, Math.min(most, total)) * bytes, Long.BYTES);
            for (long done = 0; done < total; done += most) {
                int count = (int) Math.min(most, total - done);
                MemorySegment raw = buffer.asSlice(0, (long) count * bytes);
                source.copy((first + done) * bytes, raw);
                piece.convert(raw, done, count);
            }
        }
    }
}
