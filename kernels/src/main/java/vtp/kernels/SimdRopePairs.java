package vtp.kernels;

import static vtp.kernels.RawMemory.load;
import static vtp.kernels.RawMemory.offset;
import static vtp.kernels.RawMemory.store;
import static vtp.kernels.VectorMath.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Rotary position embedding of neighbouring columns, to the bit as {@link ScalarKernels} has it: each vector and the
 * same with its neighbours swapped, times a vector of cosines and one of sines, of which every other is negative.
 */
final class SimdRopePairs {

    private static final VectorShuffle<Float> SWAP = VectorShuffle.fromOp(SPECIES, lane -> lane ^ 1);

    /** The sign bit of the first of each pair. */
    private static final IntVector SIGNS = IntVector.fromArray(IntVector.SPECIES_PREFERRED, signs(), 0);

    private final Workers workers;

    SimdRopePairs(Workers workers) {
        this.workers = workers;
    }

    /** For −sin, sin, −sin, sin …: a product's sign is exact, so that adding it is subtracting the other. */
    private static int[] signs() {
        int[] signs = new int[SPECIES.length()];
        for (int i = 0; i < signs.length; i += 2) {
            signs[i] = 0x80000000;
        }
        return signs;
    }

    /** See {@link Kernels#ropePairs}. */
    void ropePairs(Mat x, int heads, Mat cos, Mat sin) {
        ShapeChecks.ropePairs(x, heads, cos, sin);
        int width = cos.cols();
        int end = SPECIES.loopBound(width);
        RowBlocks.run(workers, x.rows(), x.cols(), (from, to) -> {
            for (int r = from; r < to; r++) {
                long row = x.address(r, 0);
                long cosines = cos.address(r % cos.rows(), 0);
                long sines = sin.address(r % sin.rows(), 0);
                for (int i = 0; i < end; i += SPECIES.length()) {
                    rotateColumnsLoop(row + offset(i), heads, offset(width), cosines + offset(i), sines + offset(i));
                }
                if (end < width) {
                    long at = offset(end);
                    rotateRest(row + at, heads, offset(width), cosines + at, sines + at, width - end);
                }
            }
        });
    }

    /** One vector of each head: down the heads, {@code step} bytes apart, which share its sines and cosines. */
    private static void rotateColumnsLoop(long row, int heads, long step, long cosines, long sines) {
        FloatVector c = load(cosines, 0);
        FloatVector s = VectorMath.flipSigns(load(sines, 0), SIGNS);
        for (int h = 0; h < heads; h++) {
            FloatVector x = load(row, h * step);
            store(x.mul(c).add(x.rearrange(SWAP).mul(s)), row, h * step);
        }
    }

    /** {@link #rotateColumnsLoop} for less than a vector, {@code count} values. */
    private static void rotateRest(long row, int heads, long step, long cosines, long sines, int count) {
        VectorMask<Float> inside = SPECIES.indexInRange(0, count);
        FloatVector c = load(cosines, 0, inside);
        FloatVector s = VectorMath.flipSigns(load(sines, 0, inside), SIGNS);
        for (int h = 0; h < heads; h++) {
            FloatVector x = load(row, h * step, inside);
            store(x.mul(c).add(x.rearrange(SWAP).mul(s)), row, h * step, inside);
        }
    }
}
