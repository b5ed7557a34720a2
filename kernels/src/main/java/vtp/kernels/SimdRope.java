package vtp.kernels;

import static vtp.kernels.VectorMath.SPECIES;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Rotary position embedding, every step rounded to bfloat16, to the bit as {@link ScalarKernels} has it. */
final class SimdRope {

    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private static final IntVector ONE = IntVector.broadcast(IntVector.SPECIES_PREFERRED, 1);
    private static final IntVector BELOW_HALF = IntVector.broadcast(IntVector.SPECIES_PREFERRED, 0x7FFF);
    private static final IntVector UPPER_HALF = IntVector.broadcast(IntVector.SPECIES_PREFERRED, 0xFFFF0000);
    private static final IntVector QUIET = IntVector.broadcast(IntVector.SPECIES_PREFERRED, 0x400000);

    private final Workers workers;

    SimdRope(Workers workers) {
        this.workers = workers;
    }

    /** See {@link Kernels#rope}. */
    void rope(Mat x, int heads, RopeTable table, int prefix) {
        Shapes.rope(x, heads, table, prefix);
        int image = prefix + table.sin().rows();
        RowBlocks.run(workers, x.rows(), x.cols(), (from, to) -> {
            for (int r = from; r < to; r++) {
                int position = r % image - prefix;
                if (position < 0) {
                    round(x, r);
                } else {
                    rotate(x, r, heads, table, position);
                }
            }
        });
    }

    private static void round(Mat x, int r) {
        long row = x.offsetBytes(r, 0);
        int i = 0;
        for (; i < SPECIES.loopBound(x.cols()); i += SPECIES.length()) {
            FloatVector value = FloatVector.fromMemorySegment(SPECIES, x.data(), at(row, i), ORDER);
            bf16(value).intoMemorySegment(x.data(), at(row, i), ORDER);
        }
        if (i < x.cols()) {
            VectorMask<Float> inside = SPECIES.indexInRange(i, x.cols());
            FloatVector value = FloatVector.fromMemorySegment(SPECIES, x.data(), at(row, i), ORDER, inside);
            bf16(value).intoMemorySegment(x.data(), at(row, i), ORDER, inside);
        }
    }

    /** The row is rounded first, in a loop of its own: C2 would not inline both steps in one. */
    private static void rotate(Mat x, int r, int heads, RopeTable table, int position) {
        round(x, r);
        int half = table.sin().cols();
        long sin = table.sin().offsetBytes(position, 0);
        long cos = table.cos().offsetBytes(position, 0);
        for (int h = 0; h < heads; h++) {
            rotateHead(
                    x.data(),
                    x.offsetBytes(r, 2 * h * half),
                    half,
                    table.sin().data(),
                    sin,
                    table.cos().data(),
                    cos);
        }
    }

    /** Columns of the first half of a head with their partners {@code half} columns further. */
    private static void rotateHead(
            MemorySegment x, long row, int half, MemorySegment sines, long sinRow, MemorySegment cosines, long cosRow) {
        int i = 0;
        for (; i < SPECIES.loopBound(half); i += SPECIES.length()) {
            FloatVector sin = FloatVector.fromMemorySegment(SPECIES, sines, at(sinRow, i), ORDER);
            FloatVector cos = FloatVector.fromMemorySegment(SPECIES, cosines, at(cosRow, i), ORDER);
            FloatVector a = FloatVector.fromMemorySegment(SPECIES, x, at(row, i), ORDER);
            FloatVector b = FloatVector.fromMemorySegment(SPECIES, x, at(row, i + half), ORDER);
            difference(a, cos, b, sin).intoMemorySegment(x, at(row, i), ORDER);
            sum(b, cos, a, sin).intoMemorySegment(x, at(row, i + half), ORDER);
        }
        if (i < half) {
            VectorMask<Float> inside = SPECIES.indexInRange(i, half);
            rotateTail(x, at(row, i), at(row, i + half), sines, at(sinRow, i), cosines, at(cosRow, i), inside);
        }
    }

    private static void rotateTail(
            MemorySegment x,
            long first,
            long second,
            MemorySegment sines,
            long sinAt,
            MemorySegment cosines,
            long cosAt,
            VectorMask<Float> inside) {
        FloatVector sin = FloatVector.fromMemorySegment(SPECIES, sines, sinAt, ORDER, inside);
        FloatVector cos = FloatVector.fromMemorySegment(SPECIES, cosines, cosAt, ORDER, inside);
        FloatVector a = FloatVector.fromMemorySegment(SPECIES, x, first, ORDER, inside);
        FloatVector b = FloatVector.fromMemorySegment(SPECIES, x, second, ORDER, inside);
        difference(a, cos, b, sin).intoMemorySegment(x, first, ORDER, inside);
        sum(b, cos, a, sin).intoMemorySegment(x, second, ORDER, inside);
    }

    private static FloatVector difference(FloatVector a, FloatVector cos, FloatVector b, FloatVector sin) {
        return nearest(nearest(a.mul(cos)).sub(nearest(b.mul(sin))));
    }

    private static FloatVector sum(FloatVector b, FloatVector cos, FloatVector a, FloatVector sin) {
        return nearest(nearest(b.mul(cos)).add(nearest(a.mul(sin))));
    }

    /** {@link Bf16#round} of every lane. */
    private static FloatVector bf16(FloatVector x) {
        FloatVector nan = x.reinterpretAsInts().or(QUIET).and(UPPER_HALF).reinterpretAsFloats();
        return nearest(x).blend(nan, x.compare(VectorOperators.NE, x));
    }

    /** {@link Bf16#round} of every lane that is a number, or what arithmetic on bfloat16 numbers makes of NaN: no bits in the lower half. */
    private static FloatVector nearest(FloatVector x) {
        IntVector bits = x.reinterpretAsInts();
        IntVector odd = bits.lanewise(VectorOperators.LSHR, 16).and(ONE);
        return bits.add(BELOW_HALF).add(odd).and(UPPER_HALF).reinterpretAsFloats();
    }

    private static long at(long offsetBytes, int i) {
        return offsetBytes + (long) i * Float.BYTES;
    }
}
