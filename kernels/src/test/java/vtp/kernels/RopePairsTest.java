package vtp.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Implementation.class)
class RopePairsTest {

    private final Workers workers = new Workers(2);
    private final Kernels twin;

    RopePairsTest(Implementation implementation) {
        twin = implementation.on(workers);
    }

    @AfterEach
    void close() {
        workers.close();
    }

    private static Mat table(int positions, int width, long seed) {
        return GuardedMat.random(positions, width, 1, seed).view();
    }

    @Test
    void everyHeadWidthToTheBit() {
        for (int width : new int[] {2, 6, 8, 10, 14, 16, 18, 30, 32, 34, 64, 72, 96}) {
            for (int heads : new int[] {1, 3}) {
                Mat cos = table(7, width, 1);
                Mat sin = table(7, width, 2);
                GuardedMat x = GuardedMat.random(2 * 7, heads * width, 1, width);
                Twins.compareInPlace(twin, x, 0, (k, m) -> k.ropePairs(m, heads, cos, sin));
            }
        }
    }

    @Test
    void manyRows() {
        Mat cos = table(256, 72, 1);
        Mat sin = table(256, 72, 2);
        Twins.compareInPlace(twin, GuardedMat.random(512, 16 * 72, 1, 1), 0, (k, m) -> k.ropePairs(m, 16, cos, sin));
    }

    /** A quarter of a turn takes (a, b) to (−b, a), in each pair of neighbours. */
    @Test
    void aQuarterOfATurn() {
        for (Kernels kernels : new Kernels[] {twin, Twins.SCALAR}) {
            Mat cos = new GuardedMat(1, 4).view();
            Mat sin = new GuardedMat(1, 4).view();
            cos.copyRowFrom(0, new float[4], 0);
            sin.copyRowFrom(0, new float[] {1, 1, 1, 1}, 0);
            GuardedMat x = new GuardedMat(1, 4);
            x.view().copyRowFrom(0, new float[] {1, 2, 3, 4}, 0);
            kernels.ropePairs(x.view(), 1, cos, sin);
            assertThat(x.view().toArray()).containsExactly(-2, 1, -4, 3);
            x.assertGuardsUntouched();
        }
    }

    @Test
    void infinitiesAndNanStayInTheirPair() {
        for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, -0f, Float.MIN_VALUE}) {
            GuardedMat x = GuardedMat.random(3, 72, 1, 1);
            x.view().set(1, 33, value);
            x.view().set(1, 70, value);
            Mat cos = table(3, 72, 1);
            Mat sin = table(3, 72, 2);
            Twins.compareInPlace(twin, x, 0, (k, m) -> k.ropePairs(m, 1, cos, sin));
        }
    }

    @Test
    void refusesWhatIsNotWholeSequencesOfPairs() {
        Mat x = GuardedMat.random(6, 12, 1, 1).view();
        for (Kernels kernels : new Kernels[] {twin, Twins.SCALAR}) {
            assertThatThrownBy(() -> kernels.ropePairs(x, 4, table(6, 3, 1), table(6, 3, 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("x is (6, 12), not 4 heads of pairs, 3 columns");
            assertThatThrownBy(() -> kernels.ropePairs(x, 2, table(4, 6, 1), table(4, 6, 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("x is (6, 12), not sequences of 4 rows");
            assertThatThrownBy(() -> kernels.ropePairs(x, 2, table(6, 6, 1), table(3, 6, 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("x is (6, 6), y (3, 6)");
        }
    }
}
