package vtp.kernels;

import static vtp.kernels.VectorMath.SPECIES;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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
            float[] first = new float[table.sin().cols()];
            for (int r = from; r < to; r++) {
                int position = r % image - prefix;
                if (position < 0) {
                    round(x, r);
                } else {
                    rotate(x, r, heads, table, position, first);
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

    /** Rounding, first halves and second halves are loops of their own: C2 would not inline all of it in one. */
    private static void rotate(Mat x, int r, int heads, RopeTable table, int position, float[] first) {
        round(x, r);
        int half = table.sin().cols();
        long sin = table.sin().offsetBytes(position, 0);
        long cos = table.cos().offsetBytes(position, 0);
        for (int h = 0; h < heads; h++) {
            long a = x.offsetBytes(r, 2 * h * half);
            long b = at(a, half);
            differences(x.data(), a, b, table.sin().data(), sin, table.cos().data(), cos, half, first);
            sums(x.data(), a, b, table.sin().data(), sin, table.cos().data(), cos, half);
            MemorySegment.copy(first, 0, x.data(), ValueLayout.JAVA_FLOAT, a, half);
        }
    }

    /** target[i] = ⟦⟦a[i] cos[i]⟧ − ⟦b[i] sin[i]⟧⟧. */
    private static void differences(
            MemorySegment x,
            long a,
            long b,
            MemorySegment sin,
            long sinAt,
            MemorySegment cos,
            long cosAt,
            int count,
            float[] target) {
        int i = 0;
        for (; i < SPECIES.loopBound(count); i += SPECIES.length()) {
            FloatVector left = nearest(load(x, at(a, i)).mul(load(cos, at(cosAt, i))));
            FloatVector right = nearest(load(x, at(b, i)).mul(load(sin, at(sinAt, i))));
            nearest(left.sub(right)).intoArray(target, i);
        }
        if (i < count) {
            VectorMask<Float> inside = SPECIES.indexInRange(i, count);
            FloatVector left = nearest(load(x, at(a, i), inside).mul(load(cos, at(cosAt, i), inside)));
            FloatVector right = nearest(load(x, at(b, i), inside).mul(load(sin, at(sinAt, i), inside)));
            nearest(left.sub(right)).intoArray(target, i, inside);
        }
    }

    /** b[i] = ⟦⟦b[i] cos[i]⟧ + ⟦a[i] sin[i]⟧⟧. */
    private static void sums(
            MemorySegment x, long a, long b, MemorySegment sin, long sinAt, MemorySegment cos, long cosAt, int count) {
        int i = 0;
        for (; i < SPECIES.loopBound(count); i += SPECIES.length()) {
            FloatVector left = nearest(load(x, at(b, i)).mul(load(cos, at(cosAt, i))));
            FloatVector right = nearest(load(x, at(a, i)).mul(load(sin, at(sinAt, i))));
            nearest(left.add(right)).intoMemorySegment(x, at(b, i), ORDER);
        }
        if (i < count) {
            VectorMask<Float> inside = SPECIES.indexInRange(i, count);
            FloatVector left = nearest(load(x, at(b, i), inside).mul(load(cos, at(cosAt, i), inside)));
            FloatVector right = nearest(load(x, at(a, i), inside).mul(load(sin, at(sinAt, i), inside)));
            nearest(left.add(right)).intoMemorySegment(x, at(b, i), ORDER, inside);
        }
    }

    private static FloatVector load(MemorySegment x, long offsetBytes) {
        return FloatVector.fromMemorySegment(SPECIES, x, offsetBytes, ORDER);
    }

    private static FloatVector load(MemorySegment x, long offsetBytes, VectorMask<Float> inside) {
        return FloatVector.fromMemorySegment(SPECIES, x, offsetBytes, ORDER, inside);
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
