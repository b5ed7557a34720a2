package vtp.kernels;

import static vtp.kernels.Memory.ALL;
import static vtp.kernels.Memory.at;
import static vtp.kernels.Memory.load;
import static vtp.kernels.Memory.store;
import static vtp.kernels.VectorMath.SPECIES;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Rotary position embedding, every step rounded to bfloat16, to the bit as {@link ScalarKernels} has it. */
final class SimdRope {

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
                    round(x.address(r, 0), x.cols());
                } else {
                    rotate(x, r, heads, table, position, first);
                }
            }
        });
    }

    /** x = ⟦x⟧, {@code count} values. */
    private static void round(long x, int count) {
        int i = 0;
        for (; i < SPECIES.loopBound(count); i += SPECIES.length()) {
            store(bf16(load(at(x, i))), at(x, i));
        }
        if (i < count) {
            VectorMask<Float> inside = SPECIES.indexInRange(i, count);
            store(bf16(load(at(x, i), inside)), at(x, i), inside);
        }
    }

    /** Rounding, first halves and second halves are loops of their own: C2 would not inline all of it in one. */
    private static void rotate(Mat x, int r, int heads, RopeTable table, int position, float[] first) {
        round(x.address(r, 0), x.cols());
        int half = table.sin().cols();
        long sin = table.sin().address(position, 0);
        long cos = table.cos().address(position, 0);
        for (int h = 0; h < heads; h++) {
            long a = x.address(r, 2 * h * half);
            long b = at(a, half);
            differences(a, b, sin, cos, half, first);
            sums(a, b, sin, cos, half);
            MemorySegment.copy(first, 0, ALL, ValueLayout.JAVA_FLOAT_UNALIGNED, a, half);
        }
    }

    /** target[i] = ⟦⟦a[i] cos[i]⟧ − ⟦b[i] sin[i]⟧⟧. */
    private static void differences(long a, long b, long sin, long cos, int count, float[] target) {
        int i = 0;
        for (; i < SPECIES.loopBound(count); i += SPECIES.length()) {
            FloatVector left = nearest(load(at(a, i)).mul(load(at(cos, i))));
            FloatVector right = nearest(load(at(b, i)).mul(load(at(sin, i))));
            nearest(left.sub(right)).intoArray(target, i);
        }
        if (i < count) {
            VectorMask<Float> inside = SPECIES.indexInRange(i, count);
            FloatVector left = nearest(load(at(a, i), inside).mul(load(at(cos, i), inside)));
            FloatVector right = nearest(load(at(b, i), inside).mul(load(at(sin, i), inside)));
            nearest(left.sub(right)).intoArray(target, i, inside);
        }
    }

    /** b[i] = ⟦⟦b[i] cos[i]⟧ + ⟦a[i] sin[i]⟧⟧. */
    private static void sums(long a, long b, long sin, long cos, int count) {
        int i = 0;
        for (; i < SPECIES.loopBound(count); i += SPECIES.length()) {
            FloatVector left = nearest(load(at(b, i)).mul(load(at(cos, i))));
            FloatVector right = nearest(load(at(a, i)).mul(load(at(sin, i))));
            store(nearest(left.add(right)), at(b, i));
        }
        if (i < count) {
            VectorMask<Float> inside = SPECIES.indexInRange(i, count);
            FloatVector left = nearest(load(at(b, i), inside).mul(load(at(cos, i), inside)));
            FloatVector right = nearest(load(at(a, i), inside).mul(load(at(sin, i), inside)));
            store(nearest(left.add(right)), at(b, i), inside);
        }
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
}
