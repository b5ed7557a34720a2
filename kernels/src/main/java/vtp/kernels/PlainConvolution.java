package vtp.kernels;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Convolutions by {@link PlainLinear}, a block of rows of what their windows show at a time. */
final class PlainConvolution {

    /** So many floats of windows are laid out at once. */
    private static final int BLOCK_FLOATS = 1 << 20;

    private final Workers workers;
    private final PlainLinear linear;

    PlainConvolution(Workers workers, PlainLinear linear) {
        this.workers = workers;
        this.linear = linear;
    }

    /** See {@link Kernels#convolveRelu}. */
    void convolveRelu(Mat x, int height, int width, PackedConvolution w, Mat y) {
        ShapeChecks.convolution(x, height, width, w, y);
        WindowRows windows = new WindowRows(x, height, width, w.window());
        int blockRows = Math.clamp(BLOCK_FLOATS / windows.cols(), 1, Math.max(1, windows.rows()));
        try (Arena arena = Arena.ofShared()) {
            Mat block = Mat.allocate(arena, blockRows, windows.cols());
            for (int first = 0; first < windows.rows(); first += blockRows) {
                Mat shown = block.rows(0, Math.min(blockRows, windows.rows() - first));
                int from = first;
                RowBlocks.run(workers, shown.rows(), shown.cols(), (begin, end) -> {
                    for (int row = begin; row < end; row++) {
                        windows.give(from + row, new RowOf(shown, row));
                    }
                });
                linear.linear(shown, w.taps(), y.rows(first, shown.rows()));
            }
        }
        RowBlocks.run(workers, y.rows(), y.cols(), (from, to) -> relu(y.rows(from, to - from)));
    }

    private static void relu(Mat y) {
        float[] row = new float[y.cols()];
        for (int r = 0; r < y.rows(); r++) {
            y.copyRowTo(r, row, 0);
            for (int c = 0; c < row.length; c++) {
                row[c] = Math.max(0, row[c]);
            }
            y.copyRowFrom(r, row, 0);
        }
    }

    private record RowOf(Mat target, int row) implements WindowRows.Target {
        @Override
        public void copy(Mat x, int first, int at, int count) {
            long bytes = (long) count * Float.BYTES;
            MemorySegment.copy(x.data(), x.offsetBytes(first, 0), target.data(), target.offsetBytes(row, at), bytes);
        }

        @Override
        public void zero(int at, int count) {
            target.data()
                    .asSlice(target.offsetBytes(row, at), (long) count * Float.BYTES)
                    .fill((byte) 0);
        }
    }
}
