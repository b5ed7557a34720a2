package vtp.engine.network;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.Map;
import vtp.kernels.Bf16;
import vtp.kernels.RopeTable;

/** The rotary position embedding of a vision tower: a table for each grid of patches, kept for the next call. */
final class Rope {
    /** A table of 128 × 128 patches, a picture of 2048 × 2048 pixels, has 4 MB. */
    private static final int KEPT_TABLES = 8;

    private record Grid(int height, int width) {}

    private final float[] periods;
    /**
     * The longest unused first. Their memory is the garbage collector's: a call may still use a table that is dropped
     * here.
     */
    private final Map<Grid, RopeTable> tables = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Grid, RopeTable> eldest) {
            return size() > KEPT_TABLES;
        }
    };

    /** Reads {@code periods} (D / 4), whatever its type rounded to bfloat16. */
    Rope(Parameters p, int headWidth) throws IOException {
        periods = p.at("periods").values(headWidth / 4);
        for (int i = 0; i < periods.length; i++) {
            periods[i] = Bf16.round(periods[i]);
        }
    }

    /** The table of a grid of patches; of no patches, 0 × 0, for class tokens alone. */
    synchronized RopeTable table(int height, int width) {
        return tables.computeIfAbsent(
                new Grid(height, width), grid -> RopeTable.of(Arena.ofAuto(), height, width, periods));
    }
}
