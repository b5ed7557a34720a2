package vtp.kernels;

import java.lang.foreign.MemorySegment;

/**
 * Pictures cut into patches and put together again, by copies of a patch's rows. They stand in a loop of their own,
 * which C2 is told to compile at once: a model of many parameters is called too seldom for it to see that.
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
        long pixelStep = (long) patch * Float.BYTES;
        long tokenStep = rows.strideFloats() * Float.BYTES;
        RowBlocks.run(workers, height / patch, perRow * rows.cols(), (from, to) -> {
            for (int i = from; i < to; i++) {
                for (int line = 0; line < channels * patch; line++) {
                    int plane = line / patch;
                    long pixels = planes.offsetBytes(plane * height + i * patch + line % patch, 0);
                    long tokens = rows.offsetBytes(i * perRow, line * patch);
                    if (gather) {
                        copyLoop(perRow, pixelStep, planes.data(), pixels, pixelStep, rows.data(), tokens, tokenStep);
                    } else {
                        copyLoop(perRow, pixelStep, rows.data(), tokens, tokenStep, planes.data(), pixels, pixelStep);
                    }
                }
            }
        });
    }

    /** Copies {@code count} times {@code bytes}, which lie {@code fromStep} and {@code toStep} bytes apart. */
    private static void copyLoop(
            int count,
            long bytes,
            MemorySegment source,
            long from,
            long fromStep,
            MemorySegment target,
            long to,
            long toStep) {
        for (int i = 0; i < count; i++) {
            MemorySegment.copy(source, from + i * fromStep, target, to + i * toStep, bytes);
        }
    }
}
