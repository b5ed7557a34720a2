package vtp.kernels;

import java.lang.foreign.MemorySegment;

/** Pictures cut into patches and put together again, by copies of a patch's rows. */
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
        RowBlocks.run(workers, height / patch, perRow * rows.cols(), (from, to) -> {
            for (int i = from; i < to; i++) {
                for (int line = 0; line < channels * patch; line++) {
                    int plane = line / patch;
                    int row = plane * height + i * patch + line % patch;
                    for (int j = 0; j < perRow; j++) {
                        long pixels = planes.offsetBytes(row, j * patch);
                        long token = rows.offsetBytes(i * perRow + j, line * patch);
                        long bytes = (long) patch * Float.BYTES;
                        if (gather) {
                            MemorySegment.copy(planes.data(), pixels, rows.data(), token, bytes);
                        } else {
                            MemorySegment.copy(rows.data(), token, planes.data(), pixels, bytes);
                        }
                    }
                }
            }
        });
    }
}
