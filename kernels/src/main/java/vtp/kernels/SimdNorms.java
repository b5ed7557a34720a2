package vtp.kernels;

import static vtp.kernels.RawMemory.load;
import static vtp.kernels.RawMemory.offset;
import static vtp.kernels.RawMemory.store;
import static vtp.kernels.VectorMath.SPECIES;
import static vtp.kernels.VectorMath.fma;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * RMSNorm and LayerNorm: one pass over a row for its statistics, one to write it. What is left after whole vectors has
 * methods of its own, which no released model runs: so they need not be compiled either.
 */
final class SimdNorms {

    private final Workers workers;
    private final BufferPool<float[]> scratches;

    SimdNorms(Workers workers) {
        this.workers = workers;
        scratches = new BufferPool<>(2 * workers.threads(), () -> new float[RowMoments.SCRATCH_LENGTH]);
    }

    /** See {@link Kernels#rmsNorm(Mat, float[], float, Mat)}. */
    void rmsNorm(Mat x, float[] weight, float eps, Mat y) {
        ShapeChecks.equal(x, y);
        ShapeChecks.perColumn(x, "weight", weight);
        RowBlocks.run(workers, x.rows(), x.cols(), (from, to) -> {
            float[] scratch = scratches.take();
            try {
                for (int r = from; r < to; r++) {
                    double squares = sumOfSquaresLoop(x.address(r, 0), x.cols(), scratch);
                    scaleLoop(x, y, r, (float) (1 / Math.sqrt(squares / x.cols() + eps)), weight);
                }
            } finally {
                scratches.give(scratch);
            }
        });
    }

    /** See {@link Kernels#rmsNorm(Mat, float[], float[], float, Mat)}: centred at 0. */
    void rmsNorm(Mat x, float[] weight, float[] bias, float eps, Mat y) {
        ShapeChecks.equal(x, y);
        ShapeChecks.perColumn(x, "weight", weight);
        ShapeChecks.perColumn(x, "bias", bias);
        RowBlocks.run(workers, x.rows(), x.cols(), (from, to) -> {
            float[] scratch = scratches.take();
            try {
                for (int r = from; r < to; r++) {
                    double squares = sumOfSquaresLoop(x.address(r, 0), x.cols(), scratch);
                    scaleLoop(x, y, r, 0, (float) (1 / Math.sqrt(squares / x.cols() + eps)), weight, bias);
                }
            } finally {
                scratches.give(scratch);
            }
        });
    }

    /** See {@link Kernels#layerNorm}. */
    void layerNorm(Mat x, float[] weight, float[] bias, float eps, Mat y) {
        ShapeChecks.equal(x, y);
        ShapeChecks.perColumn(x, "weight", weight);
        ShapeChecks.perColumn(x, "bias", bias);
        RowBlocks.run(workers, x.rows(), x.cols(), (from, to) -> {
            float[] scratch = scratches.take();
            try {
                for (int r = from; r < to; r++) {
                    RowMoments.of(x.address(r, 0), x.cols(), scratch);
                    double squares = scratch[1];
                    scaleLoop(x, y, r, scratch[0], (float) (1 / Math.sqrt(squares / x.cols() + eps)), weight, bias);
                }
            } finally {
                scratches.give(scratch);
            }
        });
    }

    /**
     * Σ xᵢ², by four chains of sums.
     *
     * @param scratch as long as a vector, at least
     */
    static float sumOfSquaresLoop(long x, int count, float[] scratch) {
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector sum0 = zero, sum1 = zero, sum2 = zero, sum3 = zero;
        int lanes = SPECIES.length();
        int i = 0;
        for (; i <= count - 4 * lanes; i += 4 * lanes) {
            FloatVector d0 = load(x, offset(i));
            FloatVector d1 = load(x, offset(i + lanes));
            FloatVector d2 = load(x, offset(i + 2 * lanes));
            FloatVector d3 = load(x, offset(i + 3 * lanes));
            sum0 = fma(d0, d0, sum0);
            sum1 = fma(d1, d1, sum1);
            sum2 = fma(d2, d2, sum2);
            sum3 = fma(d3, d3, sum3);
        }
        for (; i < SPECIES.loopBound(count); i += lanes) {
            FloatVector d = load(x, offset(i));
            sum0 = fma(d, d, sum0);
        }
        float sum = VectorMath.sumLanes(sum0.add(sum1).add(sum2.add(sum3)), scratch);
        return i < count ? sum + restOfSquares(x, i, count, scratch) : sum;
    }

    private static float restOfSquares(long x, int i, int count, float[] scratch) {
        FloatVector d = load(x, offset(i), SPECIES.indexInRange(i, count));
        return VectorMath.sumLanes(d.mul(d), scratch);
    }

    /** y = x · scale ⊙ weight in row {@code r}. */
    private static void scaleLoop(Mat x, Mat y, int r, float scale, float[] weight) {
        long from = x.address(r, 0);
        long to = y.address(r, 0);
        int i = 0;
        for (; i < SPECIES.loopBound(x.cols()); i += SPECIES.length()) {
            FloatVector w = FloatVector.fromArray(SPECIES, weight, i);
            store(load(from, offset(i)).mul(scale).mul(w), to, offset(i));
        }
        if (i < x.cols()) {
            scaleRest(from, to, i, x.cols(), scale, weight);
        }
    }

    private static void scaleRest(long from, long to, int i, int count, float scale, float[] weight) {
        VectorMask<Float> inside = SPECIES.indexInRange(i, count);
        FloatVector w = FloatVector.fromArray(SPECIES, weight, i, inside);
        store(load(from, offset(i), inside).mul(scale).mul(w), to, offset(i), inside);
    }

    /** y = (x − mean) · scale ⊙ weight + bias in row {@code r}. */
    private static void scaleLoop(Mat x, Mat y, int r, float mean, float scale, float[] weight, float[] bias) {
        long from = x.address(r, 0);
        long to = y.address(r, 0);
        int i = 0;
        for (; i < SPECIES.loopBound(x.cols()); i += SPECIES.length()) {
            FloatVector w = FloatVector.fromArray(SPECIES, weight, i);
            FloatVector b = FloatVector.fromArray(SPECIES, bias, i);
            store(fma(load(from, offset(i)).sub(mean).mul(scale), w, b), to, offset(i));
        }
        if (i < x.cols()) {
            scaleRest(from, to, i, x.cols(), mean, scale, weight, bias);
        }
    }

    private static void scaleRest(
            long from, long to, int i, int count, float mean, float scale, float[] weight, float[] bias) {
        VectorMask<Float> inside = SPECIES.indexInRange(i, count);
        FloatVector w = FloatVector.fromArray(SPECIES, weight, i, inside);
        FloatVector b = FloatVector.fromArray(SPECIES, bias, i, inside);
        store(fma(load(from, offset(i), inside).sub(mean).mul(scale), w, b), to, offset(i), inside);
    }
}
