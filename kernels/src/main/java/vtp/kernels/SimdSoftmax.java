package vtp.kernels;

import static vtp.kernels.RawMemory.load;
import static vtp.kernels.RawMemory.offset;
import static vtp.kernels.RawMemory.store;
import static vtp.kernels.VectorMath.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Rows divided by their length, and rows turned into probabilities. */
final class SimdSoftmax {

    private final Workers workers;
    private final BufferPool<float[]> scratches;

    SimdSoftmax(Workers workers) {
        this.workers = workers;
        scratches = new BufferPool<>(2 * workers.threads(), () -> new float[SPECIES.length()]);
    }

    /** See {@link Kernels#l2Normalize}. */
    void l2Normalize(Mat x, Mat y) {
        ShapeChecks.equal(x, y);
        RowBlocks.run(workers, x.rows(), x.cols(), (from, to) -> {
            float[] scratch = scratches.take();
            try {
                for (int r = from; r < to; r++) {
                    float squares = SimdNorms.sumOfSquaresLoop(x.address(r, 0), x.cols(), scratch);
                    divideLoop(x, y, r, (float) Math.max(Math.sqrt(squares), 1e-12));
                }
            } finally {
                scratches.give(scratch);
            }
        });
    }

    /** See {@link Kernels#softmax}. */
    void softmax(Mat x, Mat y) {
        ShapeChecks.equal(x, y);
        RowBlocks.run(workers, x.rows(), x.cols(), (from, to) -> {
            float[] scratch = scratches.take();
            try {
                for (int r = from; r < to; r++) {
                    divideLoop(y, y, r, exponentiateLoop(x, y, r, maxLoop(x, r), scratch));
                }
            } finally {
                scratches.give(scratch);
            }
        });
    }

    private static float maxLoop(Mat x, int r) {
        long from = x.address(r, 0);
        FloatVector max = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        int i = 0;
        for (; i < SPECIES.loopBound(x.cols()); i += SPECIES.length()) {
            max = load(from, offset(i)).max(max);
        }
        if (i < x.cols()) {
            VectorMask<Float> inside = SPECIES.indexInRange(i, x.cols());
            FloatVector last = load(from, offset(i), inside);
            max = max.lanewise(VectorOperators.MAX, last, inside);
        }
        return max.reduceLanes(VectorOperators.MAX);
    }

    /** y = exp(x − max) in row {@code r}, and its sum. */
    private static float exponentiateLoop(Mat x, Mat y, int r, float max, float[] scratch) {
        long from = x.address(r, 0);
        long to = y.address(r, 0);
        FloatVector sum = FloatVector.zero(SPECIES);
        int i = 0;
        for (; i < SPECIES.loopBound(x.cols()); i += SPECIES.length()) {
            FloatVector logit = load(from, offset(i));
            FloatVector e = VectorMath.exp(logit.sub(max));
            store(e, to, offset(i));
            sum = e.add(sum);
        }
        if (i < x.cols()) {
            VectorMask<Float> inside = SPECIES.indexInRange(i, x.cols());
            FloatVector logit = load(from, offset(i), inside);
            FloatVector e = VectorMath.exp(logit.sub(max));
            store(e, to, offset(i), inside);
            sum = sum.add(e, inside);
        }
        return VectorMath.sumLanes(sum, scratch);
    }

    /** y = x / divisor in row {@code r}. */
    private static void divideLoop(Mat x, Mat y, int r, float divisor) {
        long from = x.address(r, 0);
        long to = y.address(r, 0);
        int i = 0;
        for (; i < SPECIES.loopBound(x.cols()); i += SPECIES.length()) {
            FloatVector value = load(from, offset(i));
            store(value.div(divisor), to, offset(i));
        }
        if (i < x.cols()) {
            VectorMask<Float> inside = SPECIES.indexInRange(i, x.cols());
            FloatVector value = load(from, offset(i), inside);
            store(value.div(divisor), to, offset(i), inside);
        }
    }
}
