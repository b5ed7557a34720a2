package vtp.kernels;

import static vtp.kernels.RawMemory.load;
import static vtp.kernels.RawMemory.offset;
import static vtp.kernels.VectorMath.SPECIES;
import static vtp.kernels.VectorMath.fma;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Distances of rows: one pass for the lengths, one for what is between them, both rows still in the cache. */
final class SimdDistances {

    private final Workers workers;
    private final BufferPool<float[]> scratches;

    SimdDistances(Workers workers) {
        this.workers = workers;
        scratches = new BufferPool<>(2 * workers.threads(), () -> new float[SPECIES.length()]);
    }

    /** See {@link Kernels#directionDistance}. */
    void directionDistance(Mat x, Mat y, float[] weight, Mat d) {
        ShapeChecks.directionDistance(x, y, weight, d);
        RowBlocks.run(workers, x.rows(), x.cols(), (from, to) -> {
            float[] scratch = scratches.take();
            try {
                for (int r = from; r < to; r++) {
                    float scaleX = perLength(x, r, scratch);
                    float scaleY = perLength(y, r, scratch);
                    float sum = sumLoop(x.address(r, 0), scaleX, y.address(r, 0), scaleY, weight, scratch);
                    d.data().set(ValueLayout.JAVA_FLOAT_UNALIGNED, d.offsetBytes(r, 0), sum);
                }
            } finally {
                scratches.give(scratch);
            }
        });
    }

    private static float perLength(Mat x, int r, float[] scratch) {
        return (float) (1 / (Math.sqrt(SimdNorms.sumOfSquaresLoop(x.address(r, 0), x.cols(), scratch)) + 1e-10));
    }

    /** Σ weight · (x · scaleX − y · scaleY)². */
    private static float sumLoop(long x, float scaleX, long y, float scaleY, float[] weight, float[] scratch) {
        FloatVector sum = FloatVector.zero(SPECIES);
        int i = 0;
        for (; i < SPECIES.loopBound(weight.length); i += SPECIES.length()) {
            FloatVector difference =
                    load(x, offset(i)).mul(scaleX).sub(load(y, offset(i)).mul(scaleY));
            sum = fma(difference.mul(difference), FloatVector.fromArray(SPECIES, weight, i), sum);
        }
        if (i < weight.length) {
            VectorMask<Float> inside = SPECIES.indexInRange(i, weight.length);
            FloatVector difference = load(x, offset(i), inside)
                    .mul(scaleX)
                    .sub(load(y, offset(i), inside).mul(scaleY));
            sum = fma(difference.mul(difference), FloatVector.fromArray(SPECIES, weight, i, inside), sum);
        }
        return VectorMath.sumLanes(sum, scratch);
    }
}
