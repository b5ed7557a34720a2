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

import java.lang.invoke.VarHandle;
import jdk.incubator.vector.FloatVector;

/**
 * The loops of {@link Tile} for 16 vector registers.
 *
 * <p>Twelve sums and two vectors of B leave two registers for A. A fence between the rows holds each read of A back
 * until it is needed: on x86 it is no instruction, only an order for C2, which would else read all of A first and keep
 * sums on the stack, at half the speed.
 */
final class NarrowTile {

    private NarrowTile() {}

    /** 12 sums. */
    static void rows6x2Loop(
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
        FloatVector c10 = FloatVector.fromMemorySegment(SPECIES, ALL, start + sumsRowBytes, ORDER);
        FloatVector c11 = FloatVector.fromMemorySegment(SPECIES, ALL, start + sumsRowBytes + VECTOR_BYTES, ORDER);
        FloatVector c20 = FloatVector.fromMemorySegment(SPECIES, ALL, start + 2 * sumsRowBytes, ORDER);
        FloatVector c21 = FloatVector.fromMemorySegment(SPECIES, ALL, start + 2 * sumsRowBytes + VECTOR_BYTES, ORDER);
        FloatVector c30 = FloatVector.fromMemorySegment(SPECIES, ALL, start + 3 * sumsRowBytes, ORDER);
        FloatVector c31 = FloatVector.fromMemorySegment(SPECIES, ALL, start + 3 * sumsRowBytes + VECTOR_BYTES, ORDER);
        FloatVector c40 = FloatVector.fromMemorySegment(SPECIES, ALL, start + 4 * sumsRowBytes, ORDER);
        FloatVector c41 = FloatVector.fromMemorySegment(SPECIES, ALL, start + 4 * sumsRowBytes + VECTOR_BYTES, ORDER);
        FloatVector c50 = FloatVector.fromMemorySegment(SPECIES, ALL, start + 5 * sumsRowBytes, ORDER);
        FloatVector c51 = FloatVector.fromMemorySegment(SPECIES, ALL, start + 5 * sumsRowBytes + VECTOR_BYTES, ORDER);
        for (int i = 0, steps = Math.min(k, MOST_ROUNDS); i < steps; i++) {
            long at = (b & RawMemory.ADDRESS) + i * STEP_BYTES;
            FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, ALL, at, ORDER);
            FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, ALL, at + VECTOR_BYTES, ORDER);
            int j = from + i + (i >>> BLOCK_SHIFT) * SKIP;
            VarHandle.loadLoadFence();
            FloatVector x = FloatVector.broadcast(SPECIES, a[j]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            VarHandle.loadLoadFence();
            x = FloatVector.broadcast(SPECIES, a[j + BLOCK]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            VarHandle.loadLoadFence();
            x = FloatVector.broadcast(SPECIES, a[j + 2 * BLOCK]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            VarHandle.loadLoadFence();
            x = FloatVector.broadcast(SPECIES, a[j + 3 * BLOCK]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            VarHandle.loadLoadFence();
            x = FloatVector.broadcast(SPECIES, a[j + 4 * BLOCK]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            VarHandle.loadLoadFence();
            x = FloatVector.broadcast(SPECIES, a[j + 5 * BLOCK]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
        }
        long to = out & RawMemory.ADDRESS;
        FloatVector bias0 = FloatVector.fromArray(SPECIES, bias, column);
        FloatVector bias1 = FloatVector.fromArray(SPECIES, bias, column + SPECIES.length());
        bias0.add(c00).intoMemorySegment(ALL, to, ORDER);
        bias1.add(c01).intoMemorySegment(ALL, to + VECTOR_BYTES, ORDER);
        bias0.add(c10).intoMemorySegment(ALL, to + rowBytes, ORDER);
        bias1.add(c11).intoMemorySegment(ALL, to + rowBytes + VECTOR_BYTES, ORDER);
        bias0.add(c20).intoMemorySegment(ALL, to + 2 * rowBytes, ORDER);
        bias1.add(c21).intoMemorySegment(ALL, to + 2 * rowBytes + VECTOR_BYTES, ORDER);
        bias0.add(c30).intoMemorySegment(ALL, to + 3 * rowBytes, ORDER);
        bias1.add(c31).intoMemorySegment(ALL, to + 3 * rowBytes + VECTOR_BYTES, ORDER);
        bias0.add(c40).intoMemorySegment(ALL, to + 4 * rowBytes, ORDER);
        bias1.add(c41).intoMemorySegment(ALL, to + 4 * rowBytes + VECTOR_BYTES, ORDER);
        bias0.add(c50).intoMemorySegment(ALL, to + 5 * rowBytes, ORDER);
        bias1.add(c51).intoMemorySegment(ALL, to + 5 * rowBytes + VECTOR_BYTES, ORDER);
    }

    /** 10 sums, each product rounded before it is added. */
    static void unfused5x2Loop(
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
        FloatVector c10 = FloatVector.fromMemorySegment(SPECIES, ALL, start + sumsRowBytes, ORDER);
        FloatVector c11 = FloatVector.fromMemorySegment(SPECIES, ALL, start + sumsRowBytes + VECTOR_BYTES, ORDER);
        FloatVector c20 = FloatVector.fromMemorySegment(SPECIES, ALL, start + 2 * sumsRowBytes, ORDER);
        FloatVector c21 = FloatVector.fromMemorySegment(SPECIES, ALL, start + 2 * sumsRowBytes + VECTOR_BYTES, ORDER);
        FloatVector c30 = FloatVector.fromMemorySegment(SPECIES, ALL, start + 3 * sumsRowBytes, ORDER);
        FloatVector c31 = FloatVector.fromMemorySegment(SPECIES, ALL, start + 3 * sumsRowBytes + VECTOR_BYTES, ORDER);
        FloatVector c40 = FloatVector.fromMemorySegment(SPECIES, ALL, start + 4 * sumsRowBytes, ORDER);
        FloatVector c41 = FloatVector.fromMemorySegment(SPECIES, ALL, start + 4 * sumsRowBytes + VECTOR_BYTES, ORDER);
        long at = b & RawMemory.ADDRESS;
        FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, ALL, at, ORDER);
        FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, ALL, at + VECTOR_BYTES, ORDER);
        for (int i = 0, steps = Math.min(k, MOST_ROUNDS); i < steps; i++) {
            int j = from + i + (i >>> BLOCK_SHIFT) * SKIP;
            FloatVector x = FloatVector.broadcast(SPECIES, a[j]);
            c00 = x.mul(b0).add(c00);
            c01 = x.mul(b1).add(c01);
            x = FloatVector.broadcast(SPECIES, a[j + BLOCK]);
            c10 = x.mul(b0).add(c10);
            c11 = x.mul(b1).add(c11);
            x = FloatVector.broadcast(SPECIES, a[j + 2 * BLOCK]);
            c20 = x.mul(b0).add(c20);
            c21 = x.mul(b1).add(c21);
            x = FloatVector.broadcast(SPECIES, a[j + 3 * BLOCK]);
            c30 = x.mul(b0).add(c30);
            c31 = x.mul(b1).add(c31);
            x = FloatVector.broadcast(SPECIES, a[j + 4 * BLOCK]);
            c40 = x.mul(b0).add(c40);
            c41 = x.mul(b1).add(c41);
            at = (b & RawMemory.ADDRESS) + (i + 1) * STEP_BYTES;
            b0 = FloatVector.fromMemorySegment(SPECIES, ALL, at, ORDER);
            b1 = FloatVector.fromMemorySegment(SPECIES, ALL, at + VECTOR_BYTES, ORDER);
        }
        long to = out & RawMemory.ADDRESS;
        FloatVector bias0 = FloatVector.fromArray(SPECIES, bias, column);
        FloatVector bias1 = FloatVector.fromArray(SPECIES, bias, column + SPECIES.length());
        bias0.add(c00).intoMemorySegment(ALL, to, ORDER);
        bias1.add(c01).intoMemorySegment(ALL, to + VECTOR_BYTES, ORDER);
        bias0.add(c10).intoMemorySegment(ALL, to + rowBytes, ORDER);
        bias1.add(c11).intoMemorySegment(ALL, to + rowBytes + VECTOR_BYTES, ORDER);
        bias0.add(c20).intoMemorySegment(ALL, to + 2 * rowBytes, ORDER);
        bias1.add(c21).intoMemorySegment(ALL, to + 2 * rowBytes + VECTOR_BYTES, ORDER);
        bias0.add(c30).intoMemorySegment(ALL, to + 3 * rowBytes, ORDER);
        bias1.add(c31).intoMemorySegment(ALL, to + 3 * rowBytes + VECTOR_BYTES, ORDER);
        bias0.add(c40).intoMemorySegment(ALL, to + 4 * rowBytes, ORDER);
        bias1.add(c41).intoMemorySegment(ALL, to + 4 * rowBytes + VECTOR_BYTES, ORDER);
    }
}
