package vtp.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Implementation.class)
class RopeTest {

    private final Workers workers = new Workers(2);
    private final Kernels twin;

    RopeTest(Implementation implementation) {
        twin = implementation.on(workers);
    }

    @AfterEach
    void close() {
        workers.close();
    }

    private static RopeTable table(int height, int width, int headWidth) {
        float[] periods = new float[headWidth / 4];
        for (int i = 0; i < periods.length; i++) {
            periods[i] = Bf16.round((float) Math.pow(100, 4.0 * i / headWidth));
        }
        return RopeTable.of(Arena.ofAuto(), height, width, periods);
    }

    @Test
    void everyHeadWidthToTheBit() {
        for (int width : new int[] {4, 12, 16, 20, 24, 32, 64, 80, 128}) {
            for (int prefix : new int[] {0, 1, 3}) {
                RopeTable table = table(3, 5, width);
                GuardedMat x = GuardedMat.random(2 * (prefix + 15), 3 * width, 1, width);
                Twins.compareInPlace(twin, x, 0, (k, m) -> k.rope(m, 3, table, prefix));
            }
        }
    }

    @Test
    void manyRows() {
        RopeTable table = table(16, 16, 64);
        Twins.compareInPlace(twin, GuardedMat.random(257, 384, 1, 1), 0, (k, m) -> k.rope(m, 6, table, 1));
    }

    /** NaN whose rounding would carry into the sign, or leave infinity, stays NaN; so does its partner. */
    @Test
    void nanStaysNan() {
        int[] bits = {0x7FC00000, 0x7FFFFFFF, 0xFFFFFFFF, 0x7F800001, 0xFF800001};
        for (int width : new int[] {16, 64}) {
            for (int position = 0; position < 2; position++) {
                for (int bit : bits) {
                    GuardedMat x = GuardedMat.random(2, width, 1, 1);
                    x.view().set(position, 3, Float.intBitsToFloat(bit));
                    RopeTable table = table(1, 1, width);
                    Twins.compareInPlace(twin, x, 0, (k, m) -> k.rope(m, 1, table, 1));
                    assertThat(x.view().get(position, 3)).isNaN();
                }
            }
        }
    }

    @Test
    void infinitiesAndTies() {
        float[] values = {
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            0x1.01p0f,
            0x1.03p0f,
            -0x1.01p0f,
            0x1.010002p0f,
            Float.MAX_VALUE,
            -0f
        };
        GuardedMat x = new GuardedMat(2, 8);
        x.view().copyRowFrom(0, values, 0);
        x.view().copyRowFrom(1, values, 0);
        RopeTable table = table(1, 1, 8);
        Twins.compareInPlace(twin, x, 0, (k, m) -> k.rope(m, 1, table, 1));
        float inf = Float.POSITIVE_INFINITY;
        assertThat(x.view().rows(0, 1).toArray()).containsExactly(inf, -inf, 1, 0x1.04p0f, -1, 0x1.02p0f, inf, -0f);
    }

    @Test
    void infinitiesZerosAndSubnormalsInWholeVectors() {
        float[] values = {
            Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MAX_VALUE, -0f, 0f, Float.MIN_VALUE, -0x1.03p-127f
        };
        RopeTable table = table(2, 2, 64);
        for (float left : values) {
            for (float right : values) {
                GuardedMat x = GuardedMat.random(5, 128, 1, 1);
                for (int r = 0; r < 5; r++) {
                    x.view().set(r, 64 + 5, left);
                    x.view().set(r, 64 + 5 + 32, right);
                }
                Twins.compareInPlace(twin, x, 0, (k, m) -> k.rope(m, 2, table, 1));
            }
        }
    }

    @Test
    void refusesRowsThatAreNotWholeImages() {
        RopeTable table = table(2, 2, 16);
        Mat x = GuardedMat.random(11, 32, 1, 1).view();
        for (Kernels kernels : new Kernels[] {twin, Twins.SCALAR}) {
            assertThatThrownBy(() -> kernels.rope(x, 2, table, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("x is (11, 32), not images of 1 + 4 rows");
            assertThatThrownBy(() -> kernels.rope(x.rows(0, 10), 3, table, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("x is (10, 32), not 3 heads of twice 8 columns");
        }
    }
}
