package vtp.kernels;

import static jdk.incubator.vector.VectorOperators.LSHR;
import static vtp.kernels.RawMemory.ADDRESS;
import static vtp.kernels.RawMemory.ALL;
import static vtp.kernels.RawMemory.ORDER;
import static vtp.kernels.RawMemory.load;
import static vtp.kernels.RawMemory.offset;
import static vtp.kernels.RawMemory.store;
import static vtp.kernels.VectorMath.BELOW_HALF;
import static vtp.kernels.VectorMath.LOW_BIT;
import static vtp.kernels.VectorMath.SPECIES;
import static vtp.kernels.VectorMath.UPPER_HALF;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/**
 * Rotary position embedding, every step rounded to bfloat16, to the bit as {@link ScalarKernels} has it. A row is
 * rounded first, in a loop of its own: only there can NaN stand that rounding would spoil, and class tokens need no
 * more.
 */
final class SimdRope {

    private final Workers workers;

    SimdRope(Workers workers) {
        this.workers = workers;
    }

    /** See {@link Kernels#rope}. */
    void rope(Mat x, int heads, RopeTable table, int prefix) {
        ShapeChecks.rope(x, heads, table, prefix);
        int image = prefix + table.sin().rows();
        RowBlocks.run(workers, x.rows(), x.cols(), (from, to) -> {
            for (int r = from; r < to; r++) {
                int position = r % image - prefix;
                roundLoop(x.address(r, 0), x.cols());
                if (position >= 0) {
                    rotate(x.address(r, 0), heads, table, position);
                }
            }
        });
    }

    /** x = ⟦x⟧, {@code count} values. */
    private static void roundLoop(long x, int count) {
        int end = SPECIES.loopBound(count);
        for (int i = 0; i < end; i += SPECIES.length()) {
            store(VectorMath.roundToBf16(load(x, offset(i))), x, offset(i));
        }
        if (end < count) {
            roundRest(x, end, count);
        }
    }

    private static void roundRest(long x, int i, int count) {
        VectorMask<Float> inside = SPECIES.indexInRange(i, count);
        store(VectorMath.roundToBf16(load(x, offset(i), inside)), x, offset(i), inside);
    }

    /** Of each head, with a and b its halves: a' = ⟦⟦a cos⟧ − ⟦b sin⟧⟧, b' = ⟦⟦b cos⟧ + ⟦a sin⟧⟧. */
    private static void rotate(long row, int heads, RopeTable table, int position) {
        int half = table.sin().cols();
        long sin = table.sin().address(position, 0);
        long cos = table.cos().address(position, 0);
        int end = SPECIES.loopBound(half);
        for (int i = 0; i < end; i += SPECIES.length()) {
            rotateColumnsLoop(row + offset(i), heads, offset(half), sin + offset(i), cos + offset(i));
        }
        if (end < half) {
            rotateRest(row + offset(end), heads, offset(half), sin + offset(end), cos + offset(end), half - end);
        }
    }

    /**
     * {@link #rotate} for one vector of each half: down the heads, which share its sines and cosines.
     * {@link VectorMath#nearestBf16} is written out, for six of it are more nodes than C2 inlines unless the JDK forces
     * it to, and what is left would box its vectors. It makes the method too large to be inlined itself, too.
     *
     * @param half bytes from a to b
     */
    private static void rotateColumnsLoop(long row, int heads, long half, long sin, long cos) {
        FloatVector s = load(sin, 0);
        FloatVector c = load(cos, 0);
        for (int h = 0; h < heads; h++) {
            long atA = (row + 2L * h * half) & ADDRESS;
            long atB = (row + (2L * h + 1) * half) & ADDRESS;
            FloatVector a = FloatVector.fromMemorySegment(SPECIES, ALL, atA, ORDER);
            FloatVector b = FloatVector.fromMemorySegment(SPECIES, ALL, atB, ORDER);
            IntVector ac = a.mul(c).reinterpretAsInts();
            IntVector bs = b.mul(s).reinterpretAsInts();
            IntVector bc = b.mul(c).reinterpretAsInts();
            IntVector as = a.mul(s).reinterpretAsInts();
            ac = ac.add(ac.lanewise(LSHR, 16).and(LOW_BIT)).add(BELOW_HALF).and(UPPER_HALF);
            bs = bs.add(bs.lanewise(LSHR, 16).and(LOW_BIT)).add(BELOW_HALF).and(UPPER_HALF);
            bc = bc.add(bc.lanewise(LSHR, 16).and(LOW_BIT)).add(BELOW_HALF).and(UPPER_HALF);
            as = as.add(as.lanewise(LSHR, 16).and(LOW_BIT)).add(BELOW_HALF).and(UPPER_HALF);
            IntVector x = ac.reinterpretAsFloats().sub(bs.reinterpretAsFloats()).reinterpretAsInts();
            IntVector y = bc.reinterpretAsFloats().add(as.reinterpretAsFloats()).reinterpretAsInts();
            x = x.add(x.lanewise(LSHR, 16).and(LOW_BIT)).add(BELOW_HALF).and(UPPER_HALF);
            y = y.add(y.lanewise(LSHR, 16).and(LOW_BIT)).add(BELOW_HALF).and(UPPER_HALF);
            x.intoMemorySegment(ALL, atA, ORDER);
            y.intoMemorySegment(ALL, atB, ORDER);
        }
    }

    /** {@link #rotateColumnsLoop} for less than a vector, {@code count} values. */
    private static void rotateRest(long row, int heads, long half, long sin, long cos, int count) {
        VectorMask<Float> inside = SPECIES.indexInRange(0, count);
        FloatVector s = load(sin, 0, inside);
        FloatVector c = load(cos, 0, inside);
        for (int h = 0; h < heads; h++) {
            long head = row + 2L * h * half;
            FloatVector a = load(head, 0, inside);
            FloatVector b = load(head + half, 0, inside);
            store(
                    VectorMath.nearestBf16(VectorMath.nearestBf16(a.mul(c)).sub(VectorMath.nearestBf16(b.mul(s)))),
                    head,
                    0,
                    inside);
            store(
                    VectorMath.nearestBf16(VectorMath.nearestBf16(b.mul(c)).add(VectorMath.nearestBf16(a.mul(s)))),
                    head + half,
                    0,
                    inside);
        }
    }
}
