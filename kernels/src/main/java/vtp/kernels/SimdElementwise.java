package vtp.kernels;

import static vtp.kernels.VectorMath.SPECIES;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Activations. Each has its own loop: a choice inside the loop would merge vectors at a branch, and C2 would box them. */
final class SimdElementwise {

    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private final Workers workers;

    SimdElementwise(Workers workers) {
        this.workers = workers;
    }

    /** See {@link Kernels#activate}. */
    void activate(Mat x, Activation activation, Mat y) {
        Shapes.equal(x, y);
        RowBlocks.run(workers, x.rows(), x.cols(), (from, to) -> {
            for (int r = from; r < to; r++) {
                activate(x.data(), x.offsetBytes(r, 0), y.data(), y.offsetBytes(r, 0), x.cols(), activation);
            }
        });
    }

    /** {@code count} values in place. */
    static void activate(MemorySegment data, long offsetBytes, int count, Activation activation) {
        if (activation != Activation.IDENTITY) {
            activate(data, offsetBytes, data, offsetBytes, count, activation);
        }
    }

    private static void activate(MemorySegment x, long xBytes, MemorySegment y, long yBytes, int count, Activation a) {
        switch (a) {
            case IDENTITY -> MemorySegment.copy(x, xBytes, y, yBytes, (long) count * Float.BYTES);
            case GELU -> gelu(x, xBytes, y, yBytes, count);
            case QUICK_GELU -> quickGelu(x, xBytes, y, yBytes, count);
            case SILU -> silu(x, xBytes, y, yBytes, count);
        }
    }

    private static void gelu(MemorySegment x, long xBytes, MemorySegment y, long yBytes, int count) {
        int i = 0;
        for (; i < SPECIES.loopBound(count); i += SPECIES.length()) {
            VectorMath.gelu(load(x, xBytes, i)).intoMemorySegment(y, at(yBytes, i), ORDER);
        }
        if (i < count) {
            VectorMask<Float> inside = SPECIES.indexInRange(i, count);
            VectorMath.gelu(load(x, xBytes, i, inside)).intoMemorySegment(y, at(yBytes, i), ORDER, inside);
        }
    }

    private static void quickGelu(MemorySegment x, long xBytes, MemorySegment y, long yBytes, int count) {
        int i = 0;
        for (; i < SPECIES.loopBound(count); i += SPECIES.length()) {
            VectorMath.quickGelu(load(x, xBytes, i)).intoMemorySegment(y, at(yBytes, i), ORDER);
        }
        if (i < count) {
            VectorMask<Float> inside = SPECIES.indexInRange(i, count);
            VectorMath.quickGelu(load(x, xBytes, i, inside)).intoMemorySegment(y, at(yBytes, i), ORDER, inside);
        }
    }

    private static void silu(MemorySegment x, long xBytes, MemorySegment y, long yBytes, int count) {
        int i = 0;
        for (; i < SPECIES.loopBound(count); i += SPECIES.length()) {
            VectorMath.silu(load(x, xBytes, i)).intoMemorySegment(y, at(yBytes, i), ORDER);
        }
        if (i < count) {
            VectorMask<Float> inside = SPECIES.indexInRange(i, count);
            VectorMath.silu(load(x, xBytes, i, inside)).intoMemorySegment(y, at(yBytes, i), ORDER, inside);
        }
    }

    private static FloatVector load(MemorySegment x, long offsetBytes, int i) {
        return FloatVector.fromMemorySegment(SPECIES, x, at(offsetBytes, i), ORDER);
    }

    private static FloatVector load(MemorySegment x, long offsetBytes, int i, VectorMask<Float> inside) {
        return FloatVector.fromMemorySegment(SPECIES, x, at(offsetBytes, i), ORDER, inside);
    }

    private static long at(long offsetBytes, int i) {
        return offsetBytes + (long) i * Float.BYTES;
    }
}
