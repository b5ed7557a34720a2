package vtp.kernels;

import static vtp.kernels.RawMemory.load;
import static vtp.kernels.RawMemory.offset;
import static vtp.kernels.RawMemory.store;
import static vtp.kernels.VectorMath.SPECIES;

import jdk.incubator.vector.VectorMask;

/**
 * Activations. Each has its own loop: a choice inside the loop would merge vectors at a branch, and C2 would box them.
 */
final class SimdElementwise {

    private final Workers workers;

    SimdElementwise(Workers workers) {
        this.workers = workers;
    }

    /** See {@link Kernels#activate}. */
    void activate(Mat x, Activation activation, Mat y) {
        ShapeChecks.equal(x, y);
        RowBlocks.run(workers, x.rows(), x.cols(), (from, to) -> {
            for (int r = from; r < to; r++) {
                activate(x.address(r, 0), y.address(r, 0), x.cols(), activation);
            }
        });
    }

    /** {@code count} values from address {@code x} to address {@code y}, which may be the same. */
    static void activate(long x, long y, int count, Activation a) {
        switch (a) {
            case GELU -> geluLoop(x, y, count);
            case GELU_TANH -> geluTanhLoop(x, y, count);
            case QUICK_GELU -> quickGeluLoop(x, y, count);
            case SILU -> siluLoop(x, y, count);
        }
    }

    private static void geluLoop(long x, long y, int count) {
        int i = 0;
        for (; i < SPECIES.loopBound(count); i += SPECIES.length()) {
            store(VectorMath.gelu(load(x, offset(i))), y, offset(i));
        }
        if (i < count) {
            VectorMask<Float> inside = SPECIES.indexInRange(i, count);
            store(VectorMath.gelu(load(x, offset(i), inside)), y, offset(i), inside);
        }
    }

    private static void geluTanhLoop(long x, long y, int count) {
        int i = 0;
        for (; i < SPECIES.loopBound(count); i += SPECIES.length()) {
            store(VectorMath.geluTanh(load(x, offset(i))), y, offset(i));
        }
        if (i < count) {
            VectorMask<Float> inside = SPECIES.indexInRange(i, count);
            store(VectorMath.geluTanh(load(x, offset(i), inside)), y, offset(i), inside);
        }
    }

    private static void quickGeluLoop(long x, long y, int count) {
        int i = 0;
        for (; i < SPECIES.loopBound(count); i += SPECIES.length()) {
            store(VectorMath.quickGelu(load(x, offset(i))), y, offset(i));
        }
        if (i < count) {
            VectorMask<Float> inside = SPECIES.indexInRange(i, count);
            store(VectorMath.quickGelu(load(x, offset(i), inside)), y, offset(i), inside);
        }
    }

    private static void siluLoop(long x, long y, int count) {
        int i = 0;
        for (; i < SPECIES.loopBound(count); i += SPECIES.length()) {
            store(VectorMath.silu(load(x, offset(i))), y, offset(i));
        }
        if (i < count) {
            VectorMask<Float> inside = SPECIES.indexInRange(i, count);
            store(VectorMath.silu(load(x, offset(i), inside)), y, offset(i), inside);
        }
    }
}
