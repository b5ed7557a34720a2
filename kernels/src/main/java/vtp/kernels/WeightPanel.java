package vtp.kernels;

import static vtp.kernels.RawMemory.store;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The panel of weights that a thread is at. While the last {@link Tile#AHEAD_TILES} tiles are computed they fetch the
 * next panel: weights come from memory, and the first tile of a panel would wait for each line of it.
 */
final class WeightPanel implements AutoCloseable {
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Short> HALVES =
            VectorSpecies.of(short.class, VectorShape.forBitSize(INTS.vectorBitSize() / 2));

    private final NativeBuffer widened;
    private final NativeBuffer spare;
    private long values;
    private int k;
    private float[] bias = {};
    private int column;
    private int columns;
    private long next;
    private long nextBytes;
    private int fetchFrom;

    WeightPanel(Supplier<Arena> arenas) {
        widened = new NativeBuffer(arenas);
        spare = new NativeBuffer(arenas);
        spare.reserve(Tile.SPARE_BYTES);
    }

    /**
     * Goes to panel {@code index} of {@code w}; the next one is fetched from panel {@code fetchFrom} of the rows on.
     */
    void open(PackedLinear w, int index, int fetchFrom) {
        values = values(w, index);
        k = w.inFeatures();
        bias = w.bias();
        column = index * Tile.COLUMNS;
        columns = Math.min(Tile.COLUMNS, w.outFeatures() - column);
        MemorySegment panel = w.panel(Math.min(index + 1, w.panelCount() - 1));
        next = panel.address();
        nextBytes = panel.byteSize();
        this.fetchFrom = fetchFrom;
    }

    /** K. */
    int k() {
        return k;
    }

    /** Its first column in y. */
    int column() {
        return column;
    }

    /** How many columns it has in y. */
    int columns() {
        return columns;
    }

    /**
     * Panel {@code p} of a times this one, from {@code step} of k on and {@link Tile#MOST_STEPS} at most, to address
     * {@code out}, where what was before stands, if there was any.
     */
    void multiply(PackedRows a, int p, int step, long out, long rowBytes) {
        int steps = Math.min(Tile.MOST_STEPS, k - step);
        boolean last = step + steps == k;
        float[] added = last ? bias : Tile.NO_BIAS;
        int first = last ? column : 0;
        int from = a.offsetOf(p) + Tile.index(step);
        long at = values + step * Tile.STEP_BYTES;
        if (step > 0) {
            Tile.resume(a.values(), from, at, steps, added, first, out, rowBytes);
            return;
        }
        long stepBytes = Tile.STEP_BYTES;
        int rows = a.usedRows(p);
        Tile.multiply(
                rows,
                columns,
                a.values(),
                from,
                at,
                stepBytes,
                steps,
                added,
                first,
                out,
                rowBytes,
                ahead(p),
                spare.address());
    }

    /** What the tile of panel {@code p} of the rows is to fetch. */
    private long ahead(int p) {
        long fetched = (p - fetchFrom) * Tile.AHEAD_BYTES * k;
        long last = nextBytes - Tile.aheadBytes(k);
        return fetched < 0 || last < 0 ? values : next + Math.min(fetched, last);
    }

    /** The address of panel {@code index} of {@code w} as float32. */
    private long values(PackedLinear w, int index) {
        if (w.storage() == PackedLinear.Storage.F32) {
            return w.panel(index).address();
        }
        long floats = widened.reserve((w.inFeatures() + 1) * Tile.STEP_BYTES);
        widenLoop(w.panel(index).address(), floats, w.inFeatures());
        return floats;
    }

    @Override
    public void close() {
        widened.close();
        spare.close();
    }

    /** A bfloat16 is the upper half of a float32. */
    private static void widenLoop(long from, long to, int k) {
        int count = k * Tile.COLUMNS;
        for (int i = 0; i < count; i += HALVES.length()) {
            long at = (from & RawMemory.ADDRESS) + RawMemory.offset(i) / 2;
            Vector<Integer> bits = ShortVector.fromMemorySegment(HALVES, RawMemory.ALL, at, RawMemory.ORDER)
                    .convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0);
            store(bits.lanewise(VectorOperators.LSHL, Short.SIZE).reinterpretAsFloats(), to, RawMemory.offset(i));
        }
    }
}
