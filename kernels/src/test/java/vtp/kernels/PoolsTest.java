package vtp.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Implementation.class)
class PoolsTest {

    private static final Window[] WINDOWS = {
        Window.of(2, 2), Window.of(3, 2), Window.same(3, 3), Window.of(8, 8), new Window(2, 5, 3, 1, 4)
    };

    private final Workers workers = new Workers(2);
    private final Kernels twin;

    PoolsTest(Implementation implementation) {
        twin = implementation.on(workers);
    }

    @AfterEach
    void close() {
        workers.close();
    }

    private interface Pool {
        void apply(Kernels kernels, Mat x, int height, int width, Window window, Mat y);
    }

    private void check(double tolerance, Pool pool) {
        for (Window window : WINDOWS) {
            for (int[] size : new int[][] {{8, 8}, {9, 13}}) {
                for (int channels : Twins.SIZES) {
                    GuardedMat x = GuardedMat.random(2 * size[0] * size[1], channels, 1, channels);
                    int rows = 2 * window.outputHeight(size[0]) * window.outputWidth(size[1]);
                    GuardedMat expected = new GuardedMat(rows, channels);
                    GuardedMat actual = expected.copy();
                    pool.apply(Twins.SCALAR, x.view(), size[0], size[1], window, expected.view());
                    pool.apply(twin, x.view(), size[0], size[1], window, actual.view());
                    Twins.assertClose(actual, expected, tolerance);
                }
            }
        }
    }

    @Test
    void maxPool() {
        check(0, Kernels::maxPool);
    }

    @Test
    void averagePool() {
        check(1e-6, Kernels::averagePool);
    }

    @Test
    void anEdgeCountsItsOwnPixelsAlone() {
        for (Kernels kernels : new Kernels[] {twin, Twins.SCALAR}) {
            Mat x = new GuardedMat(4, 1).view();
            for (int r = 0; r < 4; r++) {
                x.set(r, 0, -1 - r);
            }
            Mat y = new GuardedMat(4, 1).view();
            kernels.averagePool(x, 2, 2, Window.same(3, 3), y);
            assertThat(y.toArray()).containsOnly(-2.5f);
            kernels.maxPool(x, 2, 2, Window.same(3, 3), y);
            assertThat(y.toArray()).containsOnly(-1);
        }
    }

    @Test
    void nanStays() {
        GuardedMat x = GuardedMat.random(16, 17, 1, 1);
        x.view().set(5, 16, Float.NaN);
        x.view().set(10, 0, Float.NaN);
        Mat y = new GuardedMat(4, 17).view();
        twin.maxPool(x.view(), 4, 4, Window.of(2, 2), y);
        assertThat(y.get(0, 16)).isNaN();
        assertThat(y.get(3, 0)).isNaN();
        assertThat(y.get(3, 16)).isNotNaN();
    }

    @Test
    void refusesSizesThatDoNotFit() {
        Mat x = new GuardedMat(16, 3).view();
        for (Kernels kernels : new Kernels[] {twin, Twins.SCALAR}) {
            assertThatThrownBy(() -> kernels.maxPool(x, 4, 4, Window.of(2, 2), new GuardedMat(4, 2).view()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("x is (16, 3), y (4, 2)");
            assertThatThrownBy(() -> kernels.averagePool(x, 4, 4, Window.of(2, 2), new GuardedMat(3, 3).view()))
                    .hasMessageContaining("needed 4 rows for each picture");
        }
    }

    @Test
    void directionDistance() {
        for (int channels : Twins.SIZES) {
            float[] weight = Twins.randomVector(channels, 0.1, 0.1, 5);
            GuardedMat x = GuardedMat.random(9, channels, 3, channels);
            GuardedMat y = GuardedMat.random(9, channels, 3, channels + 1);
            for (int c = 0; c < channels; c++) {
                x.view().set(3, c, 0);
                y.view().set(4, c, x.view().get(4, c));
            }
            GuardedMat expected = new GuardedMat(9, 1);
            GuardedMat actual = expected.copy();
            Twins.SCALAR.directionDistance(x.view(), y.view(), weight, expected.view());
            twin.directionDistance(x.view(), y.view(), weight, actual.view());
            Twins.assertClose(actual, expected, 1e-6);
            assertThat(actual.view().get(4, 0)).isZero();
        }
    }
}
