package vtp.kernels;

import static vtp.kernels.Memory.ALL;
import static vtp.kernels.Memory.ORDER;
import static vtp.kernels.VectorMath.HARDWARE_FMA;
import static vtp.kernels.VectorMath.SPECIES;

import java.lang.invoke.VarHandle;
import jdk.incubator.vector.FloatVector;

/**
 * The register tile that every product of matrices is made of: R rows of A times two vectors of columns of B, R × 2 sums kept in
 * registers over the whole inner dimension.
 *
 * <p>A comes as a panel on the heap, (k, R): the R values of a step side by side, as {@link PackedRows} lays them. B comes as a panel outside
 * the heap, (k + 1, {@link #COLUMNS}), where vectors can be aligned, at address {@code b}. The sums go to address {@code out}, (R, COLUMNS).
 *
 * <p>R is 12 where the CPU has 32 vector registers (24 sums, 2 vectors of B, 1 of A) and 6 where it has 16; tiles of 6 also serve the last
 * rows beside tiles of 12. Without fused multiply-adds R is 5, for a product needs a register too. Each sum is one chain of multiply-adds over k, in order, so its bits do not depend on R.
 *
 * <p>Why it is written like this: beyond a fixed number of nodes in the graph of a method, C2 inlines nothing but what the JDK forces it to,
 * and a vector that passes a call that is not inlined is boxed, at a cost of a factor of ten. So there are no helper methods in here; A is
 * a plain array, whose reads are a few nodes where a segment's are many; the sums start from one shared zero, not from memory; and there is
 * no branch where they could meet. A sum is what a method is given, never what it is called on: without a profile of types, C2 does not know
 * the class of what such a method returns to the next round of a loop, and boxes it.
 *
 * <p>B is read a step ahead. Loads are what C2 moves to the front of a loop, until registers run short; then it prefers what frees one. Were B
 * among the loads, nothing could be freed before all of them, and sums would be kept on the stack, at half the speed. So the step after the last
 * is read too, whatever stands there, and takes no part: a loop that minds its end takes instructions that a CPU short of them notices. A tile
 * of 6 on 16 registers has but one to spare: there a fence between the rows holds each read of A back until it is needed. On x86 it is no
 * instruction, only an order for C2; without it sums go to the stack, at less than half the speed.
 */
final class Tile {

    /** Rows of a full tile, for the vector width of this CPU. */
    static final int ROWS = !HARDWARE_FMA ? 5 : SPECIES.length() >= 16 ? 12 : 6;

    /** Rows of the tile for the last rows of a matrix. */
    static final int TAIL_ROWS = Math.min(ROWS, 6);

    /** Columns of a tile. */
    static final int COLUMNS = 2 * SPECIES.length();

    /** Bytes from one row of {@code out}, or one k of B, to the next. */
    static final long STEP_BYTES = (long) COLUMNS * Float.BYTES;

    private static final long VECTOR_BYTES = STEP_BYTES / 2;

    private Tile() {}

    /**
     * out[r][c] = bias[column + c] + Σₖ a[from + k · rows + r] · b[k][c] for r &lt; rows, c &lt; COLUMNS.
     *
     * @param rows {@link #ROWS} or {@link #TAIL_ROWS}
     * @param k at least 1
     */
    static void multiply(int rows, float[] a, int from, long b, int k, float[] bias, int column, long out) {
        if (rows == 12) {
            rows12(a, from, b, k, bias, column, out);
        } else if (rows == 6) {
            rows6(a, from, b, k, bias, column, out);
        } else {
            rows5Unfused(a, from, b, k, bias, column, out);
        }
    }

    /** 24 sums, for 32 registers. */
    private static void rows12(float[] a, int from, long b, int k, float[] bias, int column, long out) {
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector c00 = zero, c01 = zero;
        FloatVector c10 = zero, c11 = zero;
        FloatVector c20 = zero, c21 = zero;
        FloatVector c30 = zero, c31 = zero;
        FloatVector c40 = zero, c41 = zero;
        FloatVector c50 = zero, c51 = zero;
        FloatVector c60 = zero, c61 = zero;
        FloatVector c70 = zero, c71 = zero;
        FloatVector c80 = zero, c81 = zero;
        FloatVector c90 = zero, c91 = zero;
        FloatVector c100 = zero, c101 = zero;
        FloatVector c110 = zero, c111 = zero;
        long at = b & Memory.ADDRESS;
        FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, ALL, at, ORDER);
        FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, ALL, at + VECTOR_BYTES, ORDER);
        for (int i = 0; i < k; i++) {
            int j = from + i * 12;
            FloatVector x = FloatVector.broadcast(SPECIES, a[j]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(SPECIES, a[j + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(SPECIES, a[j + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(SPECIES, a[j + 3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            x = FloatVector.broadcast(SPECIES, a[j + 4]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = FloatVector.broadcast(SPECIES, a[j + 5]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            x = FloatVector.broadcast(SPECIES, a[j + 6]);
            c60 = x.fma(b0, c60);
            c61 = x.fma(b1, c61);
            x = FloatVector.broadcast(SPECIES, a[j + 7]);
            c70 = x.fma(b0, c70);
            c71 = x.fma(b1, c71);
            x = FloatVector.broadcast(SPECIES, a[j + 8]);
            c80 = x.fma(b0, c80);
            c81 = x.fma(b1, c81);
            x = FloatVector.broadcast(SPECIES, a[j + 9]);
            c90 = x.fma(b0, c90);
            c91 = x.fma(b1, c91);
            x = FloatVector.broadcast(SPECIES, a[j + 10]);
            c100 = x.fma(b0, c100);
            c101 = x.fma(b1, c101);
            x = FloatVector.broadcast(SPECIES, a[j + 11]);
            c110 = x.fma(b0, c110);
            c111 = x.fma(b1, c111);
            at = (b & Memory.ADDRESS) + (i + 1) * STEP_BYTES;
            b0 = FloatVector.fromMemorySegment(SPECIES, ALL, at, ORDER);
            b1 = FloatVector.fromMemorySegment(SPECIES, ALL, at + VECTOR_BYTES, ORDER);
        }
        long to = out & Memory.ADDRESS;
        FloatVector left = FloatVector.fromArray(SPECIES, bias, column);
        FloatVector right = FloatVector.fromArray(SPECIES, bias, column + SPECIES.length());
        left.add(c00).intoMemorySegment(ALL, to, ORDER);
        right.add(c01).intoMemorySegment(ALL, to + VECTOR_BYTES, ORDER);
        left.add(c10).intoMemorySegment(ALL, to + STEP_BYTES, ORDER);
        right.add(c11).intoMemorySegment(ALL, to + STEP_BYTES + VECTOR_BYTES, ORDER);
        left.add(c20).intoMemorySegment(ALL, to + 2 * STEP_BYTES, ORDER);
        right.add(c21).intoMemorySegment(ALL, to + 2 * STEP_BYTES + VECTOR_BYTES, ORDER);
        left.add(c30).intoMemorySegment(ALL, to + 3 * STEP_BYTES, ORDER);
        right.add(c31).intoMemorySegment(ALL, to + 3 * STEP_BYTES + VECTOR_BYTES, ORDER);
        left.add(c40).intoMemorySegment(ALL, to + 4 * STEP_BYTES, ORDER);
        right.add(c41).intoMemorySegment(ALL, to + 4 * STEP_BYTES + VECTOR_BYTES, ORDER);
        left.add(c50).intoMemorySegment(ALL, to + 5 * STEP_BYTES, ORDER);
        right.add(c51).intoMemorySegment(ALL, to + 5 * STEP_BYTES + VECTOR_BYTES, ORDER);
        left.add(c60).intoMemorySegment(ALL, to + 6 * STEP_BYTES, ORDER);
        right.add(c61).intoMemorySegment(ALL, to + 6 * STEP_BYTES + VECTOR_BYTES, ORDER);
        left.add(c70).intoMemorySegment(ALL, to + 7 * STEP_BYTES, ORDER);
        right.add(c71).intoMemorySegment(ALL, to + 7 * STEP_BYTES + VECTOR_BYTES, ORDER);
        left.add(c80).intoMemorySegment(ALL, to + 8 * STEP_BYTES, ORDER);
        right.add(c81).intoMemorySegment(ALL, to + 8 * STEP_BYTES + VECTOR_BYTES, ORDER);
        left.add(c90).intoMemorySegment(ALL, to + 9 * STEP_BYTES, ORDER);
        right.add(c91).intoMemorySegment(ALL, to + 9 * STEP_BYTES + VECTOR_BYTES, ORDER);
        left.add(c100).intoMemorySegment(ALL, to + 10 * STEP_BYTES, ORDER);
        right.add(c101).intoMemorySegment(ALL, to + 10 * STEP_BYTES + VECTOR_BYTES, ORDER);
        left.add(c110).intoMemorySegment(ALL, to + 11 * STEP_BYTES, ORDER);
        right.add(c111).intoMemorySegment(ALL, to + 11 * STEP_BYTES + VECTOR_BYTES, ORDER);
    }

    /** 12 sums, for 16 registers, and for the last rows beside tiles of 12. The fences keep the reads of A in their order. */
    private static void rows6(float[] a, int from, long b, int k, float[] bias, int column, long out) {
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector c00 = zero, c01 = zero;
        FloatVector c10 = zero, c11 = zero;
        FloatVector c20 = zero, c21 = zero;
        FloatVector c30 = zero, c31 = zero;
        FloatVector c40 = zero, c41 = zero;
        FloatVector c50 = zero, c51 = zero;
        long at = b & Memory.ADDRESS;
        FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, ALL, at, ORDER);
        FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, ALL, at + VECTOR_BYTES, ORDER);
        for (int i = 0; i < k; i++) {
            int j = from + i * 6;
            FloatVector x = FloatVector.broadcast(SPECIES, a[j]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            VarHandle.loadLoadFence();
            x = FloatVector.broadcast(SPECIES, a[j + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            VarHandle.loadLoadFence();
            x = FloatVector.broadcast(SPECIES, a[j + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            VarHandle.loadLoadFence();
            x = FloatVector.broadcast(SPECIES, a[j + 3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            VarHandle.loadLoadFence();
            x = FloatVector.broadcast(SPECIES, a[j + 4]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            VarHandle.loadLoadFence();
            x = FloatVector.broadcast(SPECIES, a[j + 5]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            at = (b & Memory.ADDRESS) + (i + 1) * STEP_BYTES;
            b0 = FloatVector.fromMemorySegment(SPECIES, ALL, at, ORDER);
            b1 = FloatVector.fromMemorySegment(SPECIES, ALL, at + VECTOR_BYTES, ORDER);
        }
        long to = out & Memory.ADDRESS;
        FloatVector left = FloatVector.fromArray(SPECIES, bias, column);
        FloatVector right = FloatVector.fromArray(SPECIES, bias, column + SPECIES.length());
        left.add(c00).intoMemorySegment(ALL, to, ORDER);
        right.add(c01).intoMemorySegment(ALL, to + VECTOR_BYTES, ORDER);
        left.add(c10).intoMemorySegment(ALL, to + STEP_BYTES, ORDER);
        right.add(c11).intoMemorySegment(ALL, to + STEP_BYTES + VECTOR_BYTES, ORDER);
        left.add(c20).intoMemorySegment(ALL, to + 2 * STEP_BYTES, ORDER);
        right.add(c21).intoMemorySegment(ALL, to + 2 * STEP_BYTES + VECTOR_BYTES, ORDER);
        left.add(c30).intoMemorySegment(ALL, to + 3 * STEP_BYTES, ORDER);
        right.add(c31).intoMemorySegment(ALL, to + 3 * STEP_BYTES + VECTOR_BYTES, ORDER);
        left.add(c40).intoMemorySegment(ALL, to + 4 * STEP_BYTES, ORDER);
        right.add(c41).intoMemorySegment(ALL, to + 4 * STEP_BYTES + VECTOR_BYTES, ORDER);
        left.add(c50).intoMemorySegment(ALL, to + 5 * STEP_BYTES, ORDER);
        right.add(c51).intoMemorySegment(ALL, to + 5 * STEP_BYTES + VECTOR_BYTES, ORDER);
    }

    /** 10 sums, each product rounded before it is added. */
    private static void rows5Unfused(float[] a, int from, long b, int k, float[] bias, int column, long out) {
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector c00 = zero, c01 = zero;
        FloatVector c10 = zero, c11 = zero;
        FloatVector c20 = zero, c21 = zero;
        FloatVector c30 = zero, c31 = zero;
        FloatVector c40 = zero, c41 = zero;
        long at = b & Memory.ADDRESS;
        FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, ALL, at, ORDER);
        FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, ALL, at + VECTOR_BYTES, ORDER);
        for (int i = 0; i < k; i++) {
            int j = from + i * 5;
            FloatVector x = FloatVector.broadcast(SPECIES, a[j]);
            c00 = x.mul(b0).add(c00);
            c01 = x.mul(b1).add(c01);
            x = FloatVector.broadcast(SPECIES, a[j + 1]);
            c10 = x.mul(b0).add(c10);
            c11 = x.mul(b1).add(c11);
            x = FloatVector.broadcast(SPECIES, a[j + 2]);
            c20 = x.mul(b0).add(c20);
            c21 = x.mul(b1).add(c21);
            x = FloatVector.broadcast(SPECIES, a[j + 3]);
            c30 = x.mul(b0).add(c30);
            c31 = x.mul(b1).add(c31);
            x = FloatVector.broadcast(SPECIES, a[j + 4]);
            c40 = x.mul(b0).add(c40);
            c41 = x.mul(b1).add(c41);
            at = (b & Memory.ADDRESS) + (i + 1) * STEP_BYTES;
            b0 = FloatVector.fromMemorySegment(SPECIES, ALL, at, ORDER);
            b1 = FloatVector.fromMemorySegment(SPECIES, ALL, at + VECTOR_BYTES, ORDER);
        }
        long to = out & Memory.ADDRESS;
        FloatVector left = FloatVector.fromArray(SPECIES, bias, column);
        FloatVector right = FloatVector.fromArray(SPECIES, bias, column + SPECIES.length());
        left.add(c00).intoMemorySegment(ALL, to, ORDER);
        right.add(c01).intoMemorySegment(ALL, to + VECTOR_BYTES, ORDER);
        left.add(c10).intoMemorySegment(ALL, to + STEP_BYTES, ORDER);
        right.add(c11).intoMemorySegment(ALL, to + STEP_BYTES + VECTOR_BYTES, ORDER);
        left.add(c20).intoMemorySegment(ALL, to + 2 * STEP_BYTES, ORDER);
        right.add(c21).intoMemorySegment(ALL, to + 2 * STEP_BYTES + VECTOR_BYTES, ORDER);
        left.add(c30).intoMemorySegment(ALL, to + 3 * STEP_BYTES, ORDER);
        right.add(c31).intoMemorySegment(ALL, to + 3 * STEP_BYTES + VECTOR_BYTES, ORDER);
        left.add(c40).intoMemorySegment(ALL, to + 4 * STEP_BYTES, ORDER);
        right.add(c41).intoMemorySegment(ALL, to + 4 * STEP_BYTES + VECTOR_BYTES, ORDER);
    }
}
