package vtp.kernels;

import static vtp.kernels.RawMemory.ALL;
import static vtp.kernels.RawMemory.load;
import static vtp.kernels.RawMemory.offset;
import static vtp.kernels.RawMemory.store;
import static vtp.kernels.VectorMath.SPECIES;

import java.lang.foreign.MemorySegment;

/**
 * Pictures cut into patches and put together again, by copies of a patch's rows: vector by vector, since a model of
 * many parameters runs too seldom for C2 to compile anything but the loops that it is told to.
 */
final class PatchCopies {

    private final Workers workers;

    PatchCopies(Workers workers) {
        this.workers = workers;
    }

    /** See {@link Kernels#gatherPatches}. */
    void gatherPatches(Mat planes, int channels, int patch, Mat y) {
        copy(planes, channels, patch, y, true);
    }

    /** See {@link Kernels#scatterPatches}. */
    void scatterPatches(Mat x, int channels, int patch, Mat planes) {
        copy(planes, channels, patch, x, false);
    }

    private void copy(Mat planes, int channels, int patch, Mat rows, boolean gather) {
        ShapeChecks.patches(planes, channels, patch, rows);
        int height = planes.rows() / channels;
        int perRow = planes.cols() / patch;
        long pixelStep = offset(patch);
        long tokenStep = rows.strideFloats() * Float.BYTES;
        RowBlocks.run(workers, height / patch, perRow * rows.cols(), (from, to) -> {
            for (int i = from; i < to; i++) {
                for (int line = 0; line < channels * patch; line++) {
                    int plane = line / patch;
                    long pixels = planes.address(plane * height + i * patch + line % patch, 0);
                    long tokens = rows.address(i * perRow, line * patch);
                    if (gather) {
                        copyPieces(perRow, patch, pixels, pixelStep, tokens, tokenStep);
                    } else {
                        copyPieces(perRow, patch, tokens, tokenStep, pixels, pixelStep);
                    }
                }
            }
        });
    }

    /** Copies {@code count} times {@code floats}, which lie {@code fromStep} and {@code toStep} bytes apart. */
    private static void copyPieces(int count, int floats, long from, long fromStep, long to, long toStep) {
        if (floats >= SPECIES.length()) {
            copyLoop(count, floats - SPECIES.length(), from, fromStep, to, toStep);
        } else {
            for (int i = 0; i < count; i++) {
                MemorySegment.copy(ALL, from + i * fromStep, ALL, to + i * toStep, offset(floats));
            }
        }
    }

    /** @param last where the last vector of a piece begins, which may overlap the one before */
    private static void copyLoop(int count, int last, long from, long fromStep, long to, long toStep) {
        for (int i = 0; i < count; i++) {
            long source = from + i * fromStep;
            long target = to + i * toStep;
            for (int c = 0; c < last; c += SPECIES.length()) {
                store(load(source, offset(c)), target, offset(c));
            }
            store(load(source, offset(last)), target, offset(last));
        }
    }
}
