package vtp.engine.network;

import java.lang.foreign.SegmentAllocator;
import vtp.kernels.Mat;

/**
 * The buffers through which M rows of tokens go on their way through a tower, and the views of them that its blocks
 * use: made once a call, so that a block makes nothing.
 *
 * <p>There are three: the residual stream x (M, C), its norm (M, C), and a wide one whose rows are by turns [q | k |
 * v], patches of pixels. Memory grows linearly with M.
 *
 * @since 0.1.0
 */
public final class Scratch implements AutoCloseable {
    /** How many times C a row takes, where nothing else is wider than [q | k | v]. */
    static final int WIDTHS = 5;

    private final ScratchPool pool;
    private final ScratchPool.Block block;
    private final int rows;
    private final Mat wide;
    private final Mat tokens;
    private final Mat normed;
    private final Mat qkv;
    private final Mat q;
    private final Mat k;
    private final Mat v;
    private final Mat qk;
    private final Mat kv;
    private Mat[] heads = {};

    /**
     * Takes memory from a pool.
     *
     * @param rows M
     * @param width C
     * @param otherWidth the largest width that {@link #wide} will be asked for
     */
    public Scratch(ScratchPool pool, int rows, int width, int otherWidth) {
        this.pool = pool;
        this.rows = rows;
        int widest = Math.max(3 * width, otherWidth);
        long narrowFloats = rows * Mat.paddedStrideFloats(width);
        long wideFloats = rows * Mat.paddedStrideFloats(widest);
        block = pool.take((2 * narrowFloats + wideFloats + 16) * Float.BYTES);
        SegmentAllocator memory = SegmentAllocator.slicingAllocator(block.memory());
        tokens = Mat.allocate(memory, rows, width);
        normed = Mat.allocate(memory, rows, width);
        wide = Mat.allocate(memory, rows, widest);
        qkv = wide(3 * width);
        q = qkv.cols(0, width);
        k = qkv.cols(width, width);
        v = qkv.cols(2 * width, width);
        qk = qkv.cols(0, 2 * width);
        kv = qkv.cols(width, 2 * width);
    }

    /** M. */
    public int rows() {
        return rows;
    }

    /** x (M, C). */
    public Mat tokens() {
        return tokens;
    }

    /** (M, C). */
    public Mat normed() {
        return normed;
    }

    /** (M, 3C): queries, keys and values. Shares its memory with {@link #wide}. */
    public Mat qkv() {
        return qkv;
    }

    /** (M, C): the queries. */
    public Mat q() {
        return q;
    }

    /** (M, C): the keys. */
    public Mat k() {
        return k;
    }

    /** (M, C): the values. */
    public Mat v() {
        return v;
    }

    /** (M, 2C): queries and keys, as 2 · H heads. */
    public Mat qk() {
        return qk;
    }

    /** (M, 2C): keys and values. */
    Mat kv() {
        return kv;
    }

    /** The columns of {@link #qk}, a view for each of the 2 · H heads: (M, D). */
    public Mat[] qkHeads(int headCount) {
        if (heads.length != 2 * headCount) {
            heads = split(qk, 2 * headCount);
        }
        return heads;
    }

    /** The columns of a matrix, in {@code parts} equal parts. */
    static Mat[] split(Mat x, int parts) {
        Mat[] views = new Mat[parts];
        int columns = x.cols() / parts;
        for (int i = 0; i < parts; i++) {
            views[i] = x.cols(i * columns, columns);
        }
        return views;
    }

    /** The wide buffer as (M, columns). */
    public Mat wide(int columns) {
        return new Mat(wide.data(), rows, columns, Mat.paddedStrideFloats(columns));
    }

    @Override
    public void close() {
        pool.give(block);
    }
}
