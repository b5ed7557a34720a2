package vtp.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class TranspositionTest {

    private static final int LANES = Transposition.LANES;
    private static final int FIRST = 1;
    private static final int COLUMN = 3;

    @Test
    void rowsBecomeColumns() {
        Transposition transposition = new Transposition(Arena::ofShared);
        for (int width : new int[] {4 * LANES, 1, LANES - 1, LANES, LANES + 1, 64, 80}) {
            for (int rows : new int[] {LANES, 1, LANES - 1}) {
                check(transposition, rows, width);
            }
        }
    }

    private static void check(Transposition transposition, int rows, int width) {
        Mat x = GuardedMat.random(FIRST + rows, COLUMN + width, 1, width).view();
        int targetRows = Math.ceilDiv(width, LANES) * LANES;
        MemorySegment target = Arena.ofAuto().allocate(targetRows * Tile.STEP_BYTES, 64);
        transposition.transpose(x, FIRST, rows, COLUMN, width, 0.3f, target.address(), Tile.STEP_BYTES);
        for (int c = 0; c < width; c++) {
            for (int r = 0; r < rows; r++) {
                float actual = target.get(ValueLayout.JAVA_FLOAT, c * Tile.STEP_BYTES + RawMemory.offset(r));
                assertThat(actual).isEqualTo(0.3f * x.get(FIRST + r, COLUMN + c));
            }
        }
    }
}
