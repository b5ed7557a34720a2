package vtp.kernels;

import static vtp.kernels.Memory.load;
import static vtp.kernels.Memory.offset;
import static vtp.kernels.Memory.store;
import static vtp.kernels.VectorMath.SPECIES;

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
    private final Pool<float[]> products;

    SimdRope(Workers workers) {
        this.workers = workers;
        products = new Pool<>(2 * workers.threads(), () -> new float[0]);
    }

    /** See {@link Kernels#rope}. */
    void rope(Mat x, int heads, RopeTable table, int prefix) {
        Shapes.rope(x, heads, table, prefix);
        int image = prefix + table.sin().rows();
        RowBlocks.run(workers, x.rows(), x.cols(), (from, to) -> {
            float[] scratch = products.take();
            if (scratch.length < 2 * x.cols()) {
                scratch = new float[2 * x.cols()];
            }
            for (int r = from; r < to; r++) {
                int position = r % image - prefix;
                round(x.address(r, 0), x.cols());
                if (position >= 0) {
                    rotate(x.address(r, 0), heads, table, position, scratch);
                }
            }
            products.give(scratch);
        });
    }

    /** x = ⟦x⟧, {@code count} values. */
    private static void round(long x, int count) {
        int end = SPECIES.loopBound(count);
        for (int i = 0; i < end; i += SPECIES.length()) {
            store(bf16(load(x, offset(i))), x, offset(i));
        }
        if (end < count) {
            roundRest(x, end, count);
        }
    }

    private static void roundRest(long x, int i, int count) {
        VectorMask<Float> inside = SPECIES.indexInRange(i, count);
        store(bf16(load(x, offset(i), inside)), x, offset(i), inside);
    }

    /**
     * Of each head, with a and b its halves: a' = ⟦⟦a cos⟧ − ⟦b sin⟧⟧, b' = ⟦⟦b cos⟧ + ⟦a sin⟧⟧. Each product and each sum is a loop of its own
     * over all heads: in fewer and larger ones, the many steps of rounding would take C2 long to compile.
     */
    private static void rotate(long a, int heads, RopeTable table, int position, float[] products) {
        int half = table.sin().cols();
        int count = heads * half;
        long b = a + offset(half);
        long sin = table.sin().address(position, 0);
        long cos = table.cos().address(position, 0);
        multiply(a, heads, half, cos, products, 0);
        multiply(b, heads, half, sin, products, count);
        multiply(b, heads, half, cos, products, 2 * count);
        multiply(a, heads, half, sin, products, 3 * count);
        add(products, 0, count, -1, heads, half, a);
        add(products, 2 * count, 3 * count, 1, heads, half, b);
    }

    /** target[to + h · half + i] = ⟦x[2 h · half + i] · factors[i]⟧. */
    private static void multiply(long x, int heads, int half, long factors, float[] target, int to) {
        int end = SPECIES.loopBound(half);
        for (int h = 0; h < heads; h++) {
            long head = x + offset(2 * h * half);
            for (int i = 0; i < end; i += SPECIES.length()) {
                nearest(load(head, offset(i)).mul(load(factors, offset(i)))).intoArray(target, to + h * half + i);
            }
            if (end < half) {
                multiplyRest(head, end, half, factors, target, to + h * half);
            }
        }
    }

    private static void multiplyRest(long head, int i, int half, long factors, float[] target, int to) {
        VectorMask<Float> inside = SPECIES.indexInRange(i, half);
        nearest(load(head, offset(i), inside).mul(load(factors, offset(i), inside)))
                .intoArray(target, to + i, inside);
    }

    /** x[2 h · half + i] = ⟦p[left + h · half + i] + sign · p[right + h · half + i]⟧. */
    private static void add(float[] p, int left, int right, float sign, int heads, int half, long x) {
        int end = SPECIES.loopBound(half);
        for (int h = 0; h < heads; h++) {
            long head = x + offset(2 * h * half);
            for (int i = 0; i < end; i += SPECIES.length()) {
                FloatVector l = FloatVector.fromArray(SPECIES, p, left + h * half + i);
                FloatVector r = FloatVector.fromArray(SPECIES, p, right + h * half + i);
                store(nearest(l.add(r.mul(sign))), head, offset(i));
            }
            if (end < half) {
                addRest(p, left + h * half, right + h * half, sign, end, half, head);
            }
        }
    }

    private static void addRest(float[] p, int left, int right, float sign, int i, int half, long head) {
        VectorMask<Float> inside = SPECIES.indexInRange(i, half);
        FloatVector l = FloatVector.fromArray(SPECIES, p, left + i, inside);
        FloatVector r = FloatVector.fromArray(SPECIES, p, right + i, inside);
        store(nearest(l.add(r.mul(sign))), head, offset(i), inside);
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
