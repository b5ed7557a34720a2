package vtp.kernels;

import static vtp.kernels.RawMemory.load;
import static vtp.kernels.RawMemory.offset;
import static vtp.kernels.RawMemory.store;
import static vtp.kernels.VectorMath.SPECIES;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Convolutions of 3 × 3 by Winograd's F(2 × 2, 3 × 3) (Lavin and Gray, arXiv:1509.09308): 16 products for four outputs
 * instead of 36.
 *
 * <pre>
 * Y = Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A     d 4 × 4 pixels, g the weights, Y 2 × 2 outputs; summed over channels before A
 * </pre>
 *
 * A thread takes some squares of d through all three steps: Bᵀ d B goes straight into panels for {@link Tile}, a matrix
 * of squares × channels for each of the 16 elements, and what their products with the weights give is brought back
 * while it is in the cache.
 */
final class SimdWinograd implements AutoCloseable {
    /** Outputs of a square, in each direction. */
    private static final int OUT = 2;

    /** Pixels that they see. */
    private static final int IN = 4;

    /** Squares that a thread takes at once: each weight is then read once for all of them. */
    private static final int SQUARES = 128 / Tile.ROWS * Tile.ROWS;

    private final Workers workers;
    private final BufferPool<Buffers> buffers;

    SimdWinograd(Workers workers, Supplier<Arena> arenas) {
        this.workers = workers;
        buffers = new BufferPool<>(2 * workers.threads(), () -> new Buffers(arenas), Buffers::close);
    }

    /** Whether a convolution is 3 × 3 by steps of one pixel, and has channels enough, in multiples of 16. */
    static boolean fits(Window window, int outChannels, int inChannels) {
        boolean small = window.height() == 3 && window.width() == 3 && window.stride() == 1;
        return small && inChannels >= 32 && inChannels % 16 == 0 && outChannels >= 32 && outChannels % 16 == 0;
    }

    /** See {@link Kernels#convolveRelu}; sizes have been checked. */
    void convolveRelu(Mat x, int height, int width, PackedConvolution w, PackedLinear[] elements, Mat y) {
        Grid grid = new Grid(x, height, width, w.window(), y);
        int each = Math.clamp(Math.ceilDiv(grid.squares(), 2 * workers.threads()), Tile.ROWS, SQUARES);
        int squares = Math.ceilDiv(each, Tile.ROWS) * Tile.ROWS;
        workers.run(Math.ceilDiv(grid.squares(), squares), block -> {
            int first = block * squares;
            Buffers own = buffers.take();
            try {
                own.reserve(squares, w);
                grid.transform(first, Math.min(squares, grid.squares() - first), own);
                own.multiply(elements);
                grid.bringBack(first, Math.min(squares, grid.squares() - first), own, elements[0].outFeatures());
            } finally {
                buffers.give(own);
            }
        });
    }

    /** The pictures as squares of 2 × 2 outputs. */
    private record Grid(Mat x, int height, int width, Window window, Mat y) {
        int outputHeight() {
            return window.outputHeight(height);
        }

        int outputWidth() {
            return window.outputWidth(width);
        }

        int perRow() {
            return Math.ceilDiv(outputWidth(), OUT);
        }

        int perPicture() {
            return Math.ceilDiv(outputHeight(), OUT) * perRow();
        }

        int squares() {
            return x.rows() / (height * width) * perPicture();
        }

        /** Bᵀ d B of some squares. */
        void transform(int first, int count, Buffers own) {
            long pixelBytes = x.strideFloats() * Float.BYTES;
            for (int s = 0; s < count; s++) {
                int square = first + s;
                int top = square % perPicture() / perRow() * OUT - window.padHeight();
                int left = square % perRow() * OUT - window.padWidth();
                int picture = square / perPicture() * height;
                int at = own.rows.offsetOfRow(s);
                if (top >= 0 && left >= 0 && top + IN <= height && left + IN <= width) {
                    long from = x.address((picture + top) * width + left, 0);
                    transformLoop(from, width * pixelBytes, pixelBytes, x.cols(), own.rows.values(), at, own.step);
                } else {
                    long from = own.copyEdge(x, picture, top, left, height, width);
                    long bytes = (long) x.cols() * Float.BYTES;
                    transformLoop(from, IN * bytes, bytes, x.cols(), own.rows.values(), at, own.step);
                }
            }
        }

        /** Aᵀ m A of some squares; outputs beyond the picture's edge go where nobody looks. */
        void bringBack(int first, int count, Buffers own, int channels) {
            for (int s = 0; s < count; s++) {
                int square = first + s;
                int row = square % perPicture() / perRow() * OUT;
                int column = square % perRow() * OUT;
                int output = (square / perPicture() * outputHeight() + row) * outputWidth() + column;
                boolean below = row + 1 < outputHeight();
                boolean right = column + 1 < outputWidth();
                bringBackLoop(
                        own.sums + s * own.rowBytes,
                        own.elementBytes,
                        own.bias,
                        channels,
                        y.address(output, 0),
                        right ? y.address(output + 1, 0) : own.edge,
                        below ? y.address(output + outputWidth(), 0) : own.edge,
                        below && right ? y.address(output + outputWidth() + 1, 0) : own.edge);
            }
        }
    }

    /** Bᵀ d B for all channels of a square whose first pixel is at {@code from}. */
    private static void transformLoop(
            long from, long rowBytes, long pixelBytes, int channels, float[] to, int at, int step) {
        for (int c = 0; c < channels; c += SPECIES.length()) {
            int into = at + Tile.index(c);
            for (int j = 0; j < IN; j++) {
                // Columns of Bᵀ d, one after the other, into the places of the row j of its transpose.
                FloatVector d0 = load(from, j * pixelBytes + offset(c));
                FloatVector d1 = load(from, rowBytes + j * pixelBytes + offset(c));
                FloatVector d2 = load(from, 2 * rowBytes + j * pixelBytes + offset(c));
                FloatVector d3 = load(from, 3 * rowBytes + j * pixelBytes + offset(c));
                d0.sub(d2).intoArray(to, into + j * step);
                d1.add(d2).intoArray(to, into + (IN + j) * step);
                d2.sub(d1).intoArray(to, into + (2 * IN + j) * step);
                d1.sub(d3).intoArray(to, into + (3 * IN + j) * step);
            }
            for (int i = 0; i < IN; i++) {
                int row = into + i * IN * step;
                FloatVector t0 = FloatVector.fromArray(SPECIES, to, row);
                FloatVector t1 = FloatVector.fromArray(SPECIES, to, row + step);
                FloatVector t2 = FloatVector.fromArray(SPECIES, to, row + 2 * step);
                FloatVector t3 = FloatVector.fromArray(SPECIES, to, row + 3 * step);
                t0.sub(t2).intoArray(to, row);
                t1.add(t2).intoArray(to, row + step);
                t2.sub(t1).intoArray(to, row + 2 * step);
                t1.sub(t3).intoArray(to, row + 3 * step);
            }
        }
    }

    /** max(0, Aᵀ m A + bias) for all channels of a square, to four pixels. */
    private static void bringBackLoop(
            long sums, long step, float[] bias, int channels, long to00, long to01, long to10, long to11) {
        FloatVector zero = FloatVector.zero(SPECIES);
        for (int c = 0; c < channels; c += SPECIES.length()) {
            long at = offset(c);
            FloatVector b = FloatVector.fromArray(SPECIES, bias, c);
            FloatVector m0 = load(sums, at);
            FloatVector m1 = load(sums, 4 * step + at);
            FloatVector m2 = load(sums, 8 * step + at);
            FloatVector m3 = load(sums, 12 * step + at);
            FloatVector s00 = m0.add(m1).add(m2);
            FloatVector s10 = m1.sub(m2).sub(m3);
            m0 = load(sums, step + at);
            m1 = load(sums, 5 * step + at);
            m2 = load(sums, 9 * step + at);
            m3 = load(sums, 13 * step + at);
            FloatVector s01 = m0.add(m1).add(m2);
            FloatVector s11 = m1.sub(m2).sub(m3);
            m0 = load(sums, 2 * step + at);
            m1 = load(sums, 6 * step + at);
            m2 = load(sums, 10 * step + at);
            m3 = load(sums, 14 * step + at);
            FloatVector s02 = m0.add(m1).add(m2);
            FloatVector s12 = m1.sub(m2).sub(m3);
            m0 = load(sums, 3 * step + at);
            m1 = load(sums, 7 * step + at);
            m2 = load(sums, 11 * step + at);
            m3 = load(sums, 15 * step + at);
            FloatVector s03 = m0.add(m1).add(m2);
            FloatVector s13 = m1.sub(m2).sub(m3);
            FloatVector y00 = s00.add(s01).add(s02).add(b);
            FloatVector y01 = s01.sub(s02).sub(s03).add(b);
            FloatVector y10 = s10.add(s11).add(s12).add(b);
            FloatVector y11 = s11.sub(s12).sub(s13).add(b);
            store(y00.blend(zero, y00.compare(VectorOperators.LT, zero)), to00, at);
            store(y01.blend(zero, y01.compare(VectorOperators.LT, zero)), to01, at);
            store(y10.blend(zero, y10.compare(VectorOperators.LT, zero)), to10, at);
            store(y11.blend(zero, y11.compare(VectorOperators.LT, zero)), to11, at);
        }
    }

    @Override
    public void close() {
        buffers.close();
    }

    /** What one thread needs. */
    private static final class Buffers implements AutoCloseable {
        private final PackedRows rows = new PackedRows();
        private final WeightPanel panel;
        private final NativeBuffer sumsMemory;
        private final NativeBuffer edgeMemory;
        private float[] bias = {};
        private int squares;
        private int step;
        private long sums;
        private long edge;
        private long rowBytes;
        private long elementBytes;

        Buffers(Supplier<Arena> arenas) {
            panel = new WeightPanel(arenas);
            sumsMemory = new NativeBuffer(arenas);
            edgeMemory = new NativeBuffer(arenas);
        }

        /** Makes room for {@code squares}, whole panels of rows. */
        void reserve(int squares, PackedConvolution w) {
            this.squares = squares;
            bias = w.bias();
            rows.reset(PackedConvolution.ELEMENTS * squares, w.inChannels());
            step = squares / Tile.ROWS * Tile.panelFloats(w.inChannels());
            rowBytes = Math.ceilDiv(w.outChannels(), Tile.COLUMNS) * Tile.STEP_BYTES;
            elementBytes = squares * rowBytes;
            sums = sumsMemory.reserve(PackedConvolution.ELEMENTS * elementBytes);
            long pixels = Math.max((long) IN * IN * w.inChannels(), w.outChannels() + Tile.COLUMNS);
            edge = edgeMemory.reserve(pixels * Float.BYTES);
        }

        /** Copies 4 × 4 pixels, those beyond the picture's edge being zeros; returns where they are. */
        long copyEdge(Mat x, int picture, int top, int left, int height, int width) {
            long bytes = (long) x.cols() * Float.BYTES;
            for (int tap = 0; tap < IN * IN; tap++) {
                int row = top + tap / IN;
                int column = left + tap % IN;
                if (row >= 0 && row < height && column >= 0 && column < width) {
                    long from = x.address((picture + row) * width + column, 0);
                    MemorySegment.copy(RawMemory.ALL, from, RawMemory.ALL, edge + tap * bytes, bytes);
                } else {
                    RawMemory.ALL.asSlice(edge + tap * bytes, bytes).fill((byte) 0);
                }
            }
            return edge;
        }

        /** The products of each of the 16 elements. */
        void multiply(PackedLinear[] elements) {
            int panels = squares / Tile.ROWS;
            for (int element = 0; element < elements.length; element++) {
                int begin = element * panels;
                for (int p = 0; p < elements[element].panelCount(); p++) {
                    panel.open(elements[element], p, Math.max(begin, begin + panels - Tile.AHEAD_TILES));
                    long to = sums + element * elementBytes + p * Tile.STEP_BYTES;
                    for (int q = 0; q < panels; q++) {
                        for (int k = 0; k < panel.k(); k += Tile.MOST_STEPS) {
                            panel.multiply(rows, begin + q, k, to + (long) q * Tile.ROWS * rowBytes, rowBytes);
                        }
                    }
                }
            }
        }

        @Override
        public void close() {
            panel.close();
            sumsMemory.close();
            edgeMemory.close();
        }
    }
}
