package vtp.evaluation.network;

import java.lang.foreign.SegmentAllocator;
import java.util.IdentityHashMap;
import vtp.engine.network.Resources;
import vtp.engine.network.ScratchPool;
import vtp.kernels.Kernels;
import vtp.kernels.Mat;

/** One passage of pictures through a network: what computes, and the memory lent to it. For one thread. */
final class Pass implements AutoCloseable {
    /** Up to so many channels, pixels stand without gaps: a window's row of them is then copied at once. */
    private static final int FEW_CHANNELS = 8;

    private final Resources resources;
    private final IdentityHashMap<Planes, ScratchPool.Block> lent = new IdentityHashMap<>();

    Pass(Resources resources) {
        this.resources = resources;
    }

    Kernels kernels() {
        return resources.kernels();
    }

    /** Lends room for pictures, of any contents. */
    Planes planes(int pictures, Shape shape) {
        int rows = Math.multiplyExact(pictures, shape.pixels());
        boolean dense = shape.channels() <= FEW_CHANNELS;
        long stride = dense ? shape.channels() : Mat.paddedStrideFloats(shape.channels());
        ScratchPool.Block block = resources.buffers().take(rows * stride * Float.BYTES + 64);
        SegmentAllocator memory = SegmentAllocator.slicingAllocator(block.memory());
        Mat mat = dense
                ? new Mat(memory.allocate(rows * stride * Float.BYTES, 64), rows, shape.channels(), stride)
                : Mat.allocate(memory, rows, shape.channels());
        Planes planes = new Planes(mat, shape.height(), shape.width());
        lent.put(planes, block);
        return planes;
    }

    /** Takes the result of a step, in memory lent for it. */
    Planes apply(Step step, Planes x) {
        Planes y = planes(x.pictures(), step.shape(x.shape()));
        step.apply(this, x, y);
        return y;
    }

    /** Takes back what {@link #planes} has lent. */
    void release(Planes planes) {
        ScratchPool.Block block = lent.remove(planes);
        if (block == null) {
            throw new IllegalStateException("not lent, or released twice");
        }
        resources.buffers().give(block);
    }

    /** Takes back all that is still lent. */
    @Override
    public void close() {
        lent.values().forEach(resources.buffers()::give);
        lent.clear();
    }
}
