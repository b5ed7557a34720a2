package vtp.kernels;

/** Shares the rows of an operation that passes over memory once or twice. */
final class RowBlocks {

    /** What one thread does before it asks for more: some microseconds, well over the cost of asking. */
    private static final int BLOCK_FLOATS = 1 << 14;

    /** Works on rows {@code from} to {@code to}, {@code to} not included. */
    @FunctionalInterface
    interface Body {
        void accept(int from, int to);
    }

    private RowBlocks() {}

    /** Calls {@code body} for blocks of rows, several at once; a small matrix is one block, on the calling thread. */
    static void run(Workers workers, int rows, int cols, Body body) {
        int blockRows = Math.max(1, BLOCK_FLOATS / cols);
        int blocks = (rows + blockRows - 1) / blockRows; // one for a small matrix
        workers.run(blocks, block -> body.accept(block * blockRows, Math.min(rows, (block + 1) * blockRows)));
    }
}
