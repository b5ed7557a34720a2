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

    /** A vector of angles serves all heads before the next is loaded. */
    private static void rotate(Mat x, int r, int heads, RopeTable table, int position) {
        int half = table.sin().cols();
        long angles = table.sin().offsetBytes(position, 0);
        long cosAngles = table.cos().offsetBytes(position, 0);
        int i = 0;
        for (; i < SPECIES.loopBound(half); i += SPECIES.length()) {
            FloatVector sin = FloatVector.fromMemorySegment(SPECIES, table.sin().data(), at(angles, i), ORDER);
            FloatVector cos = FloatVector.fromMemorySegment(SPECIES, table.cos().data(), at(cosAngles, i), ORDER);
            for (int h = 0; h < heads; h++) {
                rotate(x.data(), x.offsetBytes(r, 2 * h * half + i), half, sin, cos);
            }
        }
        if (i < half) {
            VectorMask<Float> inside = SPECIES.indexInRange(i, half);
            FloatVector sin = FloatVector.fromMemorySegment(SPECIES, table.sin().data(), at(angles, i), ORDER, inside);
            FloatVector cos =
                    FloatVector.fromMemorySegment(SPECIES, table.cos().data(), at(cosAngles, i), ORDER, inside);
            for (int h = 0; h < heads; h++) {
                rotate(x.data(), x.offsetBytes(r, 2 * h * half + i), half, sin, cos, inside);
            }
        }
    }

    /** Columns of the first half from {@code at} on, with their partners {@code half} columns further. */
    private static void rotate(MemorySegment x, long at, int half, FloatVector sin, FloatVector cos) {
        long partner = at(at, half);
        FloatVector a = bf16(FloatVector.fromMemorySegment(SPECIES, x, at, ORDER));
        FloatVector b = bf16(FloatVector.fromMemorySegment(SPECIES, x, partner, ORDER));
        bf16(bf16(a.mul(cos)).sub(bf16(b.mul(sin)))).intoMemorySegment(x, at, ORDER);
        bf16(bf16(b.mul(cos)).add(bf16(a.mul(sin)))).intoMemorySegment(x, partner, ORDER);
    }

    private static void rotate(
            MemorySegment x, long at, int half, FloatVector sin, FloatVector cos, VectorMask<Float> inside) {
        long partner = at(at, half);
        FloatVector a = bf16(FloatVector.fromMemorySegment(SPECIES, x, at, ORDER, inside));
        FloatVector b = bf16(FloatVector.fromMemorySegment(SPECIES, x, partner, ORDER, inside));
        bf16(bf16(a.mul(cos)).sub(bf16(b.mul(sin)))).intoMemorySegment(x, at, ORDER, inside);
        bf16(bf16(b.mul(cos)).add(bf16(a.mul(sin)))).intoMemorySegment(x, partner, ORDER, inside);
    }

    /** {@link Bf16#round} of every lane. */
    private static FloatVector bf16(FloatVector x) {
        IntVector bits = x.reinterpretAsInts();
        IntVector odd = bits.lanewise(VectorOperators.LSHR, 16).and(1);
        FloatVector rounded = bits.add(0x7FFF).add(odd).and(0xFFFF0000).reinterpretAsFloats();
        FloatVector nan = bits.or(0x400000).and(0xFFFF0000).reinterpretAsFloats();
        return rounded.blend(nan, x.compare(VectorOperators.NE, x));
    }

    private static long at(long offsetBytes, int i) {
        return offsetBytes + (long) i * Float.BYTES;
    }
}
