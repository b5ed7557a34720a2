package vtp.engine.network;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import vtp.kernels.Kernels;
import vtp.kernels.Mat;

/**
 * Takes pictures from the Java heap to rows of patches outside it, and back, some rows of patches at a time: in between
 * stand only a few megabytes, however large the picture.
 */
final class PatchTransfer {
    static final int CHANNELS = 3;
    private static final int STRIP_FLOATS = 1 << 18;

    private final Kernels kernels;
    private final ScratchPool pool;
    private final int patch;

    PatchTransfer(Kernels kernels, ScratchPool pool, int patch) {
        this.kernels = kernels;
        this.pool = pool;
        this.patch = patch;
    }

    /** P. */
    int patch() {
        return patch;
    }

    /** Columns of a row of patches: 3 · P². */
    int columns() {
        return CHANNELS * patch * patch;
    }

    /** Cuts picture {@code image} of planes (B, 3, H, W) into {@code rows} (h · w, 3 · P²). */
    void gather(float[] planes, int image, int height, int width, Mat rows) {
        forEachStrip(height, width, (top, patchRows, strip) -> {
            for (int c = 0; c < CHANNELS; c++) {
                int from = ((image * CHANNELS + c) * height + top * patch) * width;
                int count = patchRows * patch * width;
                MemorySegment.copy(
                        planes, from, strip.data(), ValueLayout.JAVA_FLOAT, (long) c * count * Float.BYTES, count);
            }
            kernels.gatherPatches(
                    strip, CHANNELS, patch, rows.rows(top * (width / patch), patchRows * (width / patch)));
        });
    }

    /** Puts {@code rows} (h · w, 3 · P²) together to picture {@code image} of planes (B, 3, H, W). */
    void scatter(Mat rows, float[] planes, int image, int height, int width) {
        forEachStrip(height, width, (top, patchRows, strip) -> {
            kernels.scatterPatches(
                    rows.rows(top * (width / patch), patchRows * (width / patch)), CHANNELS, patch, strip);
            for (int c = 0; c < CHANNELS; c++) {
                int to = ((image * CHANNELS + c) * height + top * patch) * width;
                int count = patchRows * patch * width;
                MemorySegment.copy(
                        strip.data(), ValueLayout.JAVA_FLOAT, (long) c * count * Float.BYTES, planes, to, count);
            }
        });
    }

    private interface Strip {
        /** {@code strip} (3 · patchRows · P, W) stands for the rows of patches from {@code top} on. */
        void accept(int top, int patchRows, Mat strip);
    }

    private void forEachStrip(int height, int width, Strip body) {
        int patchRowFloats = CHANNELS * patch * width;
        int gridHeight = height / patch;
        int most = Math.clamp(STRIP_FLOATS / patchRowFloats, 1, gridHeight);
        ScratchPool.Block block = pool.take((long) most * patchRowFloats * Float.BYTES);
        try {
            for (int top = 0; top < gridHeight; top += most) {
                int patchRows = Math.min(most, gridHeight - top);
                body.accept(top, patchRows, new Mat(block.memory(), CHANNELS * patchRows * patch, width, width));
            }
        } finally {
            pool.give(block);
        }
    }
}
