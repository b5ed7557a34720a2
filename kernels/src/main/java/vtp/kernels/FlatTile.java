package vtp.kernels;

import static vtp.kernels.RawMemory.ALL;
import static vtp.kernels.RawMemory.ORDER;
import static vtp.kernels.Tile.BLOCK;
import static vtp.kernels.Tile.BLOCK_SHIFT;
import static vtp.kernels.Tile.MOST_ROUNDS;
import static vtp.kernels.Tile.SKIP;
import static vtp.kernels.Tile.STEP_BYTES;
import static vtp.kernels.Tile.VECTOR_BYTES;
import static vtp.kernels.VectorMath.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The loop of {@link Tile} for 32 vector registers of CPUs other than x86, 64-bit ARM for one.
 *
 * <p>18 sums, 6 vectors of B and 1 of A leave registers over, so reads need not be held back: a fence is an instruction
 * here, and a slow one.
 */
final class FlatTile {

    private FlatTile() {}

    /** 18 sums. */
    static void rows3x6Loop(
            float[] a,
            int from,
            long b,
            int k,
            long sums,
            long sumsRowBytes,
            float[] bias,
            int column,
            long out,
            long rowBytes) {
        long start = sums & RawMemory.ADDRESS;
        FloatVector c00 = FloatVector.fromMemorySegment(SPECIES, ALL, start, ORDER);
        FloatVector c01 = FloatVector.fromMemorySegment(SPECIES, ALL, start + VECTOR_BYTES, ORDER);
        FloatVector c02 = FloatVector.fromMemorySegment(SPECIES, ALL, start + 2 * VECTOR_BYTES, ORDER);
        FloatVector c03 = FloatVector.fromMemorySegment(SPECIES, ALL, start + 3 * VECTOR_BYTES, ORDER);
        FloatVector c04 = FloatVector.fromMemorySegment(SPECIES, ALL, start + 4 * VECTOR_BYTES, ORDER);
        FloatVector c05 = FloatVector.fromMemorySegment(SPECIES, ALL, start + 5 * VECTOR_BYTES, ORDER);
        FloatVector c10 = FloatVector.fromMemorySegment(SPECIES, ALL, start + sumsRowBytes, ORDER);
        FloatVector c11 = FloatVector.fromMemorySegment(SPECIES, ALL, start + sumsRowBytes + VECTOR_BYTES, ORDER);
        FloatVector c12 = FloatVector.fromMemorySegment(SPECIES, ALL, start + sumsRowBytes + 2 * VECTOR_BYTES, ORDER);
        FloatVector c13 = FloatVector.fromMemorySegment(SPECIES, ALL, start + sumsRowBytes + 3 * VECTOR_BYTES, ORDER);
        FloatVector c14 = FloatVector.fromMemorySegment(SPECIES, ALL, start + sumsRowBytes + 4 * VECTOR_BYTES, ORDER);
        FloatVector c15 = FloatVector.fromMemorySegment(SPECIES, ALL, start + sumsRowBytes + 5 * VECTOR_BYTES, ORDER);
        FloatVector c20 = FloatVector.fromMemorySegment(SPECIES, ALL, start + 2 * sumsRowBytes, ORDER);
        FloatVector c21 = FloatVector.fromMemorySegment(SPECIES, ALL, start + 2 * sumsRowBytes + VECTOR_BYTES, ORDER);
        FloatVector c22 =
                FloatVector.fromMemorySegment(SPECIES, ALL, start + 2 * sumsRowBytes + 2 * VECTOR_BYTES, ORDER);
        FloatVector c23 =
                FloatVector.fromMemorySegment(SPECIES, ALL, start + 2 * sumsRowBytes + 3 * VECTOR_BYTES, ORDER);
        FloatVector c24 =
                FloatVector.fromMemorySegment(SPECIES, ALL, start + 2 * sumsRowBytes + 4 * VECTOR_BYTES, ORDER);
        FloatVector c25 =
                FloatVector.fromMemorySegment(SPECIES, ALL, start + 2 * sumsRowBytes + 5 * VECTOR_BYTES, ORDER);
        for (int i = 0, steps = Math.min(k, MOST_ROUNDS); i < steps; i++) {
            long at = (b & RawMemory.ADDRESS) + i * STEP_BYTES;
            FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, ALL, at, ORDER);
            FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, ALL, at + VECTOR_BYTES, ORDER);
            FloatVector b2 = FloatVector.fromMemorySegment(SPECIES, ALL, at + 2 * VECTOR_BYTES, ORDER);
            FloatVector b3 = FloatVector.fromMemorySegment(SPECIES, ALL, at + 3 * VECTOR_BYTES, ORDER);
            FloatVector b4 = FloatVector.fromMemorySegment(SPECIES, ALL, at + 4 * VECTOR_BYTES, ORDER);
            FloatVector b5 = FloatVector.fromMemorySegment(SPECIES, ALL, at + 5 * VECTOR_BYTES, ORDER);
            int j = from + i + (i >>> BLOCK_SHIFT) * SKIP;
            FloatVector x = FloatVector.broadcast(SPECIES, a[j]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            c03 = x.fma(b3, c03);
            c04 = x.fma(b4, c04);
            c05 = x.fma(b5, c05);
            x = FloatVector.broadcast(SPECIES, a[j + BLOCK]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            c13 = x.fma(b3, c13);
            c14 = x.fma(b4, c14);
            c15 = x.fma(b5, c15);
            x = FloatVector.broadcast(SPECIES, a[j + 2 * BLOCK]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            c23 = x.fma(b3, c23);
            c24 = x.fma(b4, c24);
            c25 = x.fma(b5, c25);
        }
        long to = out & RawMemory.ADDRESS;
        FloatVector bias0 = FloatVector.fromArray(SPECIES, bias, column);
        FloatVector bias1 = FloatVector.fromArray(SPECIES, bias, column + SPECIES.length());
        FloatVector bias2 = FloatVector.fromArray(SPECIES, bias, column + 2 * SPECIES.length());
        FloatVector bias3 = FloatVector.fromArray(SPECIES, bias, column + 3 * SPECIES.length());
        FloatVector bias4 = FloatVector.fromArray(SPECIES, bias, column + 4 * SPECIES.length());
        FloatVector bias5 = FloatVector.fromArray(SPECIES, bias, column + 5 * SPECIES.length());
        bias0.add(c00).intoMemorySegment(ALL, to, ORDER);
        bias1.add(c01).intoMemorySegment(ALL, to + VECTOR_BYTES, ORDER);
        bias2.add(c02).intoMemorySegment(ALL, to + 2 * VECTOR_BYTES, ORDER);
        bias3.add(c03).intoMemorySegment(ALL, to + 3 * VECTOR_BYTES, ORDER);
        bias4.add(c04).intoMemorySegment(ALL, to + 4 * VECTOR_BYTES, ORDER);
        bias5.add(c05).intoMemorySegment(ALL, to + 5 * VECTOR_BYTES, ORDER);
        bias0.add(c10).intoMemorySegment(ALL, to + rowBytes, ORDER);
        bias1.add(c11).intoMemorySegment(ALL, to + rowBytes + VECTOR_BYTES, ORDER);
        bias2.add(c12).intoMemorySegment(ALL, to + rowBytes + 2 * VECTOR_BYTES, ORDER);
        bias3.add(c13).intoMemorySegment(ALL, to + rowBytes + 3 * VECTOR_BYTES, ORDER);
        bias4.add(c14).intoMemorySegment(ALL, to + rowBytes + 4 * VECTOR_BYTES, ORDER);
        bias5.add(c15).intoMemorySegment(ALL, to + rowBytes + 5 * VECTOR_BYTES, ORDER);
        bias0.add(c20).intoMemorySegment(ALL, to + 2 * rowBytes, ORDER);
        bias1.add(c21).intoMemorySegment(ALL, to + 2 * rowBytes + VECTOR_BYTES, ORDER);
        bias2.add(c22).intoMemorySegment(ALL, to + 2 * rowBytes + 2 * VECTOR_BYTES, ORDER);
        bias3.add(c23).intoMemorySegment(ALL, to + 2 * rowBytes + 3 * VECTOR_BYTES, ORDER);
        bias4.add(c24).intoMemorySegment(ALL, to + 2 * rowBytes + 4 * VECTOR_BYTES, ORDER);
        bias5.add(c25).intoMemorySegment(ALL, to + 2 * rowBytes + 5 * VECTOR_BYTES, ORDER);
    }
}
