package vtp.kernels;

import static vtp.kernels.RawMemory.load;
import static vtp.kernels.RawMemory.offset;
import static vtp.kernels.RawMemory.store;
import static vtp.kernels.VectorMath.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Pools: a vector of channels at a time, past all pixels of the window that lie inside the picture. */
final class SimdPools {

    private final Workers workers;

    SimdPools(Workers workers) {
        this.workers = workers;
    }

    /** See {@link Kernels#maxPool}. */
    void maxPool(Mat x, int height, int width, Window window, Mat y) {
        pool(x, height, width, window, y, SimdPools::maxLoop);
    }

    /** See {@link Kernels#averagePool}. */
    void averagePool(Mat x, int height, int width, Window window, Mat y) {
        pool(x, height, width, window, y, SimdPools::averageLoop);
    }

    /** Pools {@code rows × columns} pixels, the first of which stands at {@code from}, to address {@code to}. */
    private interface Pool {
        void apply(long from, long rowBytes, int rows, long pixelBytes, int columns, int channels, long to);
    }

    private void pool(Mat x, int height, int width, Window window, Mat y, Pool pool) {
        ShapeChecks.pool(x, height, width, window, y);
        int outputHeight = window.outputHeight(height);
        int outputWidth = window.outputWidth(width);
        long pixelBytes = x.strideFloats() * Float.BYTES;
        workers.run(y.rows() / outputWidth, line -> {
            int top = line % outputHeight * window.stride() - window.padHeight();
            int firstRow = Math.max(0, top);
            int rows = Math.min(height, top + window.height()) - firstRow;
            for (int j = 0; j < outputWidth; j++) {
                int left = j * window.stride() - window.padWidth();
                int firstColumn = Math.max(0, left);
                int columns = Math.min(width, left + window.width()) - firstColumn;
                long from = x.address((line / outputHeight * height + firstRow) * width + firstColumn, 0);
                long to = y.address(line * outputWidth + j, 0);
                pool.apply(from, width * pixelBytes, rows, pixelBytes, columns, x.cols(), to);
            }
        });
    }

    private static void maxLoop(
            long from, long rowBytes, int rows, long pixelBytes, int columns, int channels, long to) {
        int i = 0;
        for (; i < SPECIES.loopBound(channels); i += SPECIES.length()) {
            FloatVector max = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
            for (int a = 0; a < rows; a++) {
                for (int c = 0; c < columns; c++) {
                    max = load(from, a * rowBytes + c * pixelBytes + offset(i)).max(max);
                }
            }
            store(max, to, offset(i));
        }
        if (i < channels) {
            VectorMask<Float> inside = SPECIES.indexInRange(i, channels);
            FloatVector max = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
            for (int a = 0; a < rows; a++) {
                for (int c = 0; c < columns; c++) {
                    max = load(from, a * rowBytes + c * pixelBytes + offset(i), inside)
                            .max(max);
                }
            }
            store(max, to, offset(i), inside);
        }
    }

    private static void averageLoop(
            long from, long rowBytes, int rows, long pixelBytes, int columns, int channels, long to) {
        int i = 0;
        for (; i < SPECIES.loopBound(channels); i += SPECIES.length()) {
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int a = 0; a < rows; a++) {
                for (int c = 0; c < columns; c++) {
                    sum = load(from, a * rowBytes + c * pixelBytes + offset(i)).add(sum);
                }
            }
            store(sum.div(rows * columns), to, offset(i));
        }
        if (i < channels) {
            VectorMask<Float> inside = SPECIES.indexInRange(i, channels);
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int a = 0; a < rows; a++) {
                for (int c = 0; c < columns; c++) {
                    sum = load(from, a * rowBytes + c * pixelBytes + offset(i), inside)
                            .add(sum);
                }
            }
            store(sum.div(rows * columns), to, offset(i), inside);
        }
    }
}
