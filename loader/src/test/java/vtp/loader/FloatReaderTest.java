package vtp.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Elements of every type, against their definitions bit by bit. */
class FloatReaderTest {
    /** Longer than a piece of any type, and no multiple of one. */
    private static final int COUNT = 100_003;

    private static final byte[] RANDOM = new byte[COUNT * Double.BYTES];

    static {
        new Random(3).nextBytes(RANDOM);
    }

    private static FloatReader reader(Dtype dtype, byte[] data) {
        return FloatReader.of(
                "file",
                "t",
                dtype,
                data.length / dtype.bytes(),
                (from, into) -> into.copyFrom(MemorySegment.ofArray(data).asSlice(from, into.byteSize())));
    }

    private static FloatReader random(Dtype dtype) {
        return reader(dtype, Arrays.copyOf(RANDOM, COUNT * dtype.bytes()));
    }

    /** The value by the definition of the type, element for element. */
    private static double expected(Dtype dtype, int i) {
        ByteBuffer bytes = ByteBuffer.wrap(RANDOM).order(ByteOrder.LITTLE_ENDIAN);
        return switch (dtype) {
            case F64 -> bytes.getDouble(8 * i);
            case F32 -> bytes.getFloat(4 * i);
            case F16 -> half(Short.toUnsignedInt(bytes.getShort(2 * i)));
            case BF16 -> Float.intBitsToFloat(Short.toUnsignedInt(bytes.getShort(2 * i)) << 16);
            case I64 -> (double) bytes.getLong(8 * i);
            case I32 -> bytes.getInt(4 * i);
            case U32 -> Integer.toUnsignedLong(bytes.getInt(4 * i));
            case I16 -> bytes.getShort(2 * i);
            case U16 -> Short.toUnsignedInt(bytes.getShort(2 * i));
            case I8 -> bytes.get(i);
            case U8, BOOL -> Byte.toUnsignedInt(bytes.get(i));
            default -> throw new AssertionError(dtype);
        };
    }

    /** IEEE 754's binary16: sign, five bits of exponent, ten of fraction. */
    private static double half(int bits) {
        int exponent = bits >> 10 & 31;
        int fraction = bits & 1023;
        double size = exponent == 31
                ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
                : exponent == 0 ? fraction * Math.pow(2, -24) : (1024 + fraction) * Math.pow(2, exponent - 25);
        return bits >> 15 == 0 ? size : -size;
    }

    @ParameterizedTest
    @EnumSource(names = {"F64", "F32", "F16", "BF16"})
    void floatsAreThoseOfTheDefinition(Dtype dtype) throws IOException {
        float[] all = new float[COUNT];
        random(dtype).floats(0, all);
        float[] right = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            right[i] = (float) expected(dtype, i);
        }
        assertThat(all).isEqualTo(right);
        float[] part = new float[50];
        random(dtype).floats(40_001, part, 3, 40);
        assertThat(Arrays.copyOfRange(part, 3, 43)).isEqualTo(Arrays.copyOfRange(all, 40_001, 40_041));
        assertThat(part[2]).isZero();
        assertThat(part[43]).isZero();

        try (Arena arena = Arena.ofConfined()) {
            MemorySegment outside = arena.allocate(4L * COUNT + 1, 4).asSlice(1); // not even aligned
            random(dtype).floats(0, outside);
            assertThat(outside.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED)).isEqualTo(all);
        }
        float[] decoded = new float[COUNT];
        FloatReader.decode(dtype, MemorySegment.ofArray(RANDOM), decoded);
        assertThat(decoded).isEqualTo(all);
    }

    @Test
    void float32KeepsEveryBit() throws IOException {
        int[] bits = {0x7f800001, 0xffc12345, 0x80000000, 1, 0x7fffffff};
        ByteBuffer data = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : bits) {
            data.putInt(value);
        }
        MemorySegment floats = MemorySegment.ofArray(new byte[20]);
        reader(Dtype.F32, data.array()).floats(0, floats);
        assertThat(floats.toArray(ValueLayout.JAVA_INT_UNALIGNED)).containsExactly(bits);
    }

    @Test
    void float32OfATensorGoesStraightToItsPlace() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment target = arena.allocate(4L * COUNT, 4);
            FloatReader.of("file", "t", Dtype.F32, COUNT, (from, into) -> {
                        calls.incrementAndGet();
                        assertThat(into.address()).isEqualTo(target.address());
                        assertThat(from).isZero();
                    })
                    .floats(0, target);
        }
        assertThat(calls).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource(
            names = {"U64", "F8_E5M2", "F8_E4M3"},
            mode = Mode.EXCLUDE)
    void doublesAndLongsAreThoseOfTheDefinition(Dtype dtype) throws IOException {
        double[] doubles = new double[COUNT - 7];
        random(dtype).doubles(7, doubles);
        double[] right = new double[doubles.length];
        for (int i = 0; i < right.length; i++) {
            right[i] = expected(dtype, i + 7);
        }
        assertThat(doubles).isEqualTo(right);
        if (dtype.isInteger()) {
            long[] longs = new long[COUNT - 7];
            random(dtype).longs(7, longs);
            assertThat(Arrays.stream(longs).asDoubleStream().toArray()).isEqualTo(doubles);
        }
    }

    @Test
    void longsAreExactBeyond53Bits() throws IOException {
        long[] values = {Long.MAX_VALUE, Long.MIN_VALUE, (1L << 53) + 1, -1};
        ByteBuffer data = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        data.asLongBuffer().put(values);
        long[] read = new long[4];
        reader(Dtype.I64, data.array()).longs(0, read);
        assertThat(read).isEqualTo(values);
    }

    @Test
    void anotherTypeIsNamed() {
        assertThatExceptionOfType(DtypeException.class)
                .isThrownBy(() -> random(Dtype.I64).floats(0, new float[1]))
                .withMessage("file: tensor \"t\" is I64, but F32, F16, BF16 or F64 is needed")
                .satisfies(e -> assertThat(e.dtype()).isEqualTo(Dtype.I64));
        assertThatExceptionOfType(DtypeException.class)
                .isThrownBy(() -> random(Dtype.F32).longs(0, new long[1]));
        for (Dtype dtype : new Dtype[] {Dtype.U64, Dtype.F8_E4M3, Dtype.F8_E5M2}) {
            assertThatExceptionOfType(DtypeException.class)
                    .isThrownBy(() -> random(dtype).doubles(0, new double[1]));
            assertThatThrownBy(() -> FloatReader.decode(dtype, MemorySegment.ofArray(RANDOM), new float[1]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void moreThanThereIsIsRefused() {
        FloatReader three = reader(Dtype.F16, new byte[6]);
        assertThat(three.elementCount()).isEqualTo(3);
        for (long first : new long[] {-1, 2, 4, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> three.floats(first, new float[2])).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> three.doubles(first, new double[2])).isInstanceOf(IndexOutOfBoundsException.class);
        }
        assertThatThrownBy(() -> three.floats(0, new float[2], 1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void readsCheckpointsAndArrays() throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(Fixtures.testdata("python.safetensors"))) {
            for (TensorInfo tensor : checkpoint.tensors().values()) {
                FloatReader reader = FloatReader.of(checkpoint, tensor);
                assertThat(reader.dtype()).isEqualTo(tensor.dtype());
                assertThat(reader.elementCount()).isEqualTo(tensor.elementCount());
            }
        }
        float[] values = new float[3];
        FloatReader.of("v2.npy", Npy.read(Fixtures.testdata("v2.npy"))).floats(0, values);
        assertThat(values).containsExactly(0, 1, 2);
    }
}
