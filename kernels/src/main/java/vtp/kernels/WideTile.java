package vtp.kernels;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static vtp.kernels.RawMemory.ALL;
import static vtp.kernels.RawMemory.ORDER;
import static vtp.kernels.Tile.AHEAD_BYTES;
import static vtp.kernels.Tile.AHEAD_STEP;
import static vtp.kernels.Tile.BLOCK;
import static vtp.kernels.Tile.BLOCK_SHIFT;
import static vtp.kernels.Tile.LINE_BYTES;
import static vtp.kernels.Tile.MOST_ROUNDS;
import static vtp.kernels.Tile.SKIP;
import static vtp.kernels.Tile.STEP_BYTES;
import static vtp.kernels.Tile.VECTOR_BYTES;
import static vtp.kernels.VectorMath.SPECIES;

import jdk.incubator.vector.FloatVector;

/** The loops of {@link Tile} for 32 vector registers. */
final class WideTile {

    private WideTile() {}

    /**
     * 24 sums: the tile itself. Every {@link Tile#AHEAD_STEP} steps it reads a byte of each of the next lines at
     * {@code ahead}, all at once, for what is not in the cache then arrives in the time of one of them. Returns the sum
     * of those bytes, lest C2 find that nobody needs them.
     *
     * <p>Bytes, because a float is read by a method that C2 inlines only where it has seen it called often: in one
     * process of seven it had not, and kept all sums on the stack for the sake of that call.
     */
    static int rows8x3Loop(
            float[] a, int from, long b, int k, float[] bias, int column, long out, long rowBytes, long ahead) {
        int fetched = 0;
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector c00 = zero, c01 = zero, c02 = zero;
        FloatVector c10 = zero, c11 = zero, c12 = zero;
        FloatVector c20 = zero, c21 = zero, c22 = zero;
        FloatVector c30 = zero, c31 = zero, c32 = zero;
        FloatVector c40 = zero, c41 = zero, c42 = zero;
        FloatVector c50 = zero, c51 = zero, c52 = zero;
        FloatVector c60 = zero, c61 = zero, c62 = zero;
        FloatVector c70 = zero, c71 = zero, c72 = zero;
        long at = b & RawMemory.ADDRESS;
        FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, ALL, at, ORDER);
        FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, ALL, at + VECTOR_BYTES, ORDER);
        FloatVector b2 = FloatVector.fromMemorySegment(SPECIES, ALL, at + 2 * VECTOR_BYTES, ORDER);
        for (int i = 0, steps = Math.min(k, MOST_ROUNDS); i < steps; i++) {
            if ((i & (AHEAD_STEP - 1)) == 0) {
                long line = (ahead & RawMemory.ADDRESS) + (long) i * AHEAD_BYTES;
                fetched += ALL.get(JAVA_BYTE, line);
                fetched += ALL.get(JAVA_BYTE, line + LINE_BYTES);
                fetched += ALL.get(JAVA_BYTE, line + 2 * LINE_BYTES);
                fetched += ALL.get(JAVA_BYTE, line + 3 * LINE_BYTES);
            }
            int j = from + i + (i >>> BLOCK_SHIFT) * SKIP;
            FloatVector x = FloatVector.broadcast(SPECIES, a[j]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            x = FloatVector.broadcast(SPECIES, a[j + BLOCK]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            x = FloatVector.broadcast(SPECIES, a[j + 2 * BLOCK]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            x = FloatVector.broadcast(SPECIES, a[j + 3 * BLOCK]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
            x = FloatVector.broadcast(SPECIES, a[j + 4 * BLOCK]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            c42 = x.fma(b2, c42);
            x = FloatVector.broadcast(SPECIES, a[j + 5 * BLOCK]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            c52 = x.fma(b2, c52);
            x = FloatVector.broadcast(SPECIES, a[j + 6 * BLOCK]);
            c60 = x.fma(b0, c60);
            c61 = x.fma(b1, c61);
            c62 = x.fma(b2, c62);
            x = FloatVector.broadcast(SPECIES, a[j + 7 * BLOCK]);
            c70 = x.fma(b0, c70);
            c71 = x.fma(b1, c71);
            c72 = x.fma(b2, c72);
            at = (b & RawMemory.ADDRESS) + (i + 1) * STEP_BYTES;
            b0 = FloatVector.fromMemorySegment(SPECIES, ALL, at, ORDER);
            b1 = FloatVector.fromMemorySegment(SPECIES, ALL, at + VECTOR_BYTES, ORDER);
            b2 = FloatVector.fromMemorySegment(SPECIES, ALL, at + 2 * VECTOR_BYTES, ORDER);
        }
        long to = out & RawMemory.ADDRESS;
        FloatVector bias0 = FloatVector.fromArray(SPECIES, bias, column);
        FloatVector bias1 = FloatVector.fromArray(SPECIES, bias, column + SPECIES.length());
        FloatVector bias2 = FloatVector.fromArray(SPECIES, bias, column + 2 * SPECIES.length());
        bias0.add(c00).intoMemorySegment(ALL, to, ORDER);
        bias1.add(c01).intoMemorySegment(ALL, to + VECTOR_BYTES, ORDER);
        bias2.add(c02).intoMemorySegment(ALL, to + 2 * VECTOR_BYTES, ORDER);
        bias0.add(c10).intoMemorySegment(ALL, to + rowBytes, ORDER);
        bias1.add(c11).intoMemorySegment(ALL, to + rowBytes + VECTOR_BYTES, ORDER);
        bias2.add(c12).intoMemorySegment(ALL, to + rowBytes + 2 * VECTOR_BYTES, ORDER);
        bias0.add(c20).intoMemorySegment(ALL, to + 2 * rowBytes, ORDER);
        bias1.add(c21).intoMemorySegment(ALL, to + 2 * rowBytes + VECTOR_BYTES, ORDER);
        bias2.add(c22).intoMemorySegment(ALL, to + 2 * rowBytes + 2 * VECTOR_BYTES, ORDER);
        bias0.add(c30).intoMemorySegment(ALL, to + 3 * rowBytes, ORDER);
        bias1.add(c31).intoMemorySegment(ALL, to + 3 * rowBytes + VECTOR_BYTES, ORDER);
        bias2.add(c32).intoMemorySegment(ALL, to + 3 * rowBytes + 2 * VECTOR_BYTES, ORDER);
        bias0.add(c40).intoMemorySegment(ALL, to + 4 * rowBytes, ORDER);
        bias1.add(c41).intoMemorySegment(ALL, to + 4 * rowBytes + VECTOR_BYTES, ORDER);
        bias2.add(c42).intoMemorySegment(ALL, to + 4 * rowBytes + 2 * VECTOR_BYTES, ORDER);
        bias0.add(c50).intoMemorySegment(ALL, to + 5 * rowBytes, ORDER);
        bias1.add(c51).intoMemorySegment(ALL, to + 5 * rowBytes + VECTOR_BYTES, ORDER);
        bias2.add(c52).intoMemorySegment(ALL, to + 5 * rowBytes + 2 * VECTOR_BYTES, ORDER);
        bias0.add(c60).intoMemorySegment(ALL, to + 6 * rowBytes, ORDER);
        bias1.add(c61).intoMemorySegment(ALL, to + 6 * rowBytes + VECTOR_BYTES, ORDER);
        bias2.add(c62).intoMemorySegment(ALL, to + 6 * rowBytes + 2 * VECTOR_BYTES, ORDER);
        bias0.add(c70).intoMemorySegment(ALL, to + 7 * rowBytes, ORDER);
        bias1.add(c71).intoMemorySegment(ALL, to + 7 * rowBytes + VECTOR_BYTES, ORDER);
        bias2.add(c72).intoMemorySegment(ALL, to + 7 * rowBytes + 2 * VECTOR_BYTES, ORDER);
        return fetched;
    }

    /** 27 sums: the tile and the row after it, the first of the next panel of A. */
    static int rows9x3Loop(
            float[] a,
            int from,
            int next,
            long b,
            int k,
            float[] bias,
            int column,
            long out,
            long rowBytes,
            long ahead) {
        int fetched = 0;
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector c00 = zero, c01 = zero, c02 = zero;
        FloatVector c10 = zero, c11 = zero, c12 = zero;
        FloatVector c20 = zero, c21 = zero, c22 = zero;
        FloatVector c30 = zero, c31 = zero, c32 = zero;
        FloatVector c40 = zero, c41 = zero, c42 = zero;
        FloatVector c50 = zero, c51 = zero, c52 = zero;
        FloatVector c60 = zero, c61 = zero, c62 = zero;
        FloatVector c70 = zero, c71 = zero, c72 = zero;
        FloatVector c80 = zero, c81 = zero, c82 = zero;
        long at = b & RawMemory.ADDRESS;
        FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, ALL, at, ORDER);
        FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, ALL, at + VECTOR_BYTES, ORDER);
        FloatVector b2 = FloatVector.fromMemorySegment(SPECIES, ALL, at + 2 * VECTOR_BYTES, ORDER);
        for (int i = 0, steps = Math.min(k, MOST_ROUNDS); i < steps; i++) {
            if ((i & (AHEAD_STEP - 1)) == 0) {
                long line = (ahead & RawMemory.ADDRESS) + (long) i * AHEAD_BYTES;
                fetched += ALL.get(JAVA_BYTE, line);
                fetched += ALL.get(JAVA_BYTE, line + LINE_BYTES);
                fetched += ALL.get(JAVA_BYTE, line + 2 * LINE_BYTES);
                fetched += ALL.get(JAVA_BYTE, line + 3 * LINE_BYTES);
            }
            int j = from + i + (i >>> BLOCK_SHIFT) * SKIP;
            FloatVector x = FloatVector.broadcast(SPECIES, a[j]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            x = FloatVector.broadcast(SPECIES, a[j + BLOCK]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            x = FloatVector.broadcast(SPECIES, a[j + 2 * BLOCK]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            x = FloatVector.broadcast(SPECIES, a[j + 3 * BLOCK]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
            x = FloatVector.broadcast(SPECIES, a[j + 4 * BLOCK]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            c42 = x.fma(b2, c42);
            x = FloatVector.broadcast(SPECIES, a[j + 5 * BLOCK]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            c52 = x.fma(b2, c52);
            x = FloatVector.broadcast(SPECIES, a[j + 6 * BLOCK]);
            c60 = x.fma(b0, c60);
            c61 = x.fma(b1, c61);
            c62 = x.fma(b2, c62);
            x = FloatVector.broadcast(SPECIES, a[j + 7 * BLOCK]);
            c70 = x.fma(b0, c70);
            c71 = x.fma(b1, c71);
            c72 = x.fma(b2, c72);
            x = FloatVector.broadcast(SPECIES, a[j + next]);
            c80 = x.fma(b0, c80);
            c81 = x.fma(b1, c81);
            c82 = x.fma(b2, c82);
            at = (b & RawMemory.ADDRESS) + (i + 1) * STEP_BYTES;
            b0 = FloatVector.fromMemorySegment(SPECIES, ALL, at, ORDER);
            b1 = FloatVector.fromMemorySegment(SPECIES, ALL, at + VECTOR_BYTES, ORDER);
            b2 = FloatVector.fromMemorySegment(SPECIES, ALL, at + 2 * VECTOR_BYTES, ORDER);
        }
        long to = out & RawMemory.ADDRESS;
        FloatVector bias0 = FloatVector.fromArray(SPECIES, bias, column);
        FloatVector bias1 = FloatVector.fromArray(SPECIES, bias, column + SPECIES.length());
        FloatVector bias2 = FloatVector.fromArray(SPECIES, bias, column + 2 * SPECIES.length());
        bias0.add(c00).intoMemorySegment(ALL, to, ORDER);
        bias1.add(c01).intoMemorySegment(ALL, to + VECTOR_BYTES, ORDER);
        bias2.add(c02).intoMemorySegment(ALL, to + 2 * VECTOR_BYTES, ORDER);
        bias0.add(c10).intoMemorySegment(ALL, to + rowBytes, ORDER);
        bias1.add(c11).intoMemorySegment(ALL, to + rowBytes + VECTOR_BYTES, ORDER);
        bias2.add(c12).intoMemorySegment(ALL, to + rowBytes + 2 * VECTOR_BYTES, ORDER);
        bias0.add(c20).intoMemorySegment(ALL, to + 2 * rowBytes, ORDER);
        bias1.add(c21).intoMemorySegment(ALL, to + 2 * rowBytes + VECTOR_BYTES, ORDER);
        bias2.add(c22).intoMemorySegment(ALL, to + 2 * rowBytes + 2 * VECTOR_BYTES, ORDER);
        bias0.add(c30).intoMemorySegment(ALL, to + 3 * rowBytes, ORDER);
        bias1.add(c31).intoMemorySegment(ALL, to + 3 * rowBytes + VECTOR_BYTES, ORDER);
        bias2.add(c32).intoMemorySegment(ALL, to + 3 * rowBytes + 2 * VECTOR_BYTES, ORDER);
        bias0.add(c40).intoMemorySegment(ALL, to + 4 * rowBytes, ORDER);
        bias1.add(c41).intoMemorySegment(ALL, to + 4 * rowBytes + VECTOR_BYTES, ORDER);
        bias2.add(c42).intoMemorySegment(ALL, to + 4 * rowBytes + 2 * VECTOR_BYTES, ORDER);
        bias0.add(c50).intoMemorySegment(ALL, to + 5 * rowBytes, ORDER);
        bias1.add(c51).intoMemorySegment(ALL, to + 5 * rowBytes + VECTOR_BYTES, ORDER);
        bias2.add(c52).intoMemorySegment(ALL, to + 5 * rowBytes + 2 * VECTOR_BYTES, ORDER);
        bias0.add(c60).intoMemorySegment(ALL, to + 6 * rowBytes, ORDER);
        bias1.add(c61).intoMemorySegment(ALL, to + 6 * rowBytes + VECTOR_BYTES, ORDER);
        bias2.add(c62).intoMemorySegment(ALL, to + 6 * rowBytes + 2 * VECTOR_BYTES, ORDER);
        bias0.add(c70).intoMemorySegment(ALL, to + 7 * rowBytes, ORDER);
        bias1.add(c71).intoMemorySegment(ALL, to + 7 * rowBytes + VECTOR_BYTES, ORDER);
        bias2.add(c72).intoMemorySegment(ALL, to + 7 * rowBytes + 2 * VECTOR_BYTES, ORDER);
        bias0.add(c80).intoMemorySegment(ALL, to + 8 * rowBytes, ORDER);
        bias1.add(c81).intoMemorySegment(ALL, to + 8 * rowBytes + VECTOR_BYTES, ORDER);
        bias2.add(c82).intoMemorySegment(ALL, to + 8 * rowBytes + 2 * VECTOR_BYTES, ORDER);
        return fetched;
    }

    /** 16 sums, for the last columns. */
    static void rows8x2Loop(
            float[] a, int from, long b, long stepBytes, int k, float[] bias, int column, long out, long rowBytes) {
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector c00 = zero, c01 = zero;
        FloatVector c10 = zero, c11 = zero;
        FloatVector c20 = zero, c21 = zero;
        FloatVector c30 = zero, c31 = zero;
        FloatVector c40 = zero, c41 = zero;
        FloatVector c50 = zero, c51 = zero;
        FloatVector c60 = zero, c61 = zero;
        FloatVector c70 = zero, c71 = zero;
        for (int i = 0, steps = Math.min(k, MOST_ROUNDS); i < steps; i++) {
            int j = from + i + (i >>> BLOCK_SHIFT) * SKIP;
            long at = (b & RawMemory.ADDRESS) + i * (stepBytes & 0xFFFF);
            FloatVector b0 = FloatVector.fromMemorySegment(SPECIES, ALL, at, ORDER);
            FloatVector b1 = FloatVector.fromMemorySegment(SPECIES, ALL, at + VECTOR_BYTES, ORDER);
            FloatVector x = FloatVector.broadcast(SPECIES, a[j]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(SPECIES, a[j + BLOCK]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(SPECIES, a[j + 2 * BLOCK]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(SPECIES, a[j + 3 * BLOCK]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            x = FloatVector.broadcast(SPECIES, a[j + 4 * BLOCK]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = FloatVector.broadcast(SPECIES, a[j + 5 * BLOCK]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            x = FloatVector.broadcast(SPECIES, a[j + 6 * BLOCK]);
            c60 = x.fma(b0, c60);
            c61 = x.fma(b1, c61);
            x = FloatVector.broadcast(SPECIES, a[j + 7 * BLOCK]);
            c70 = x.fma(b0, c70);
            c71 = x.fma(b1, c71);
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
        bias0.add(c60).intoMemorySegment(ALL, to + 6 * rowBytes, ORDER);
        bias1.add(c61).intoMemorySegment(ALL, to + 6 * rowBytes + VECTOR_BYTES, ORDER);
        bias0.add(c70).intoMemorySegment(ALL, to + 7 * rowBytes, ORDER);
        bias1.add(c71).intoMemorySegment(ALL, to + 7 * rowBytes + VECTOR_BYTES, ORDER);
    }
}
