package vtp.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Implementation.class)
class ConvolutionTest {

    /** Every kind that a network has, and odd ones. */
    private static final List<Window> WINDOWS = List.of(
            Window.of(1, 1),
            Window.of(1, 2),
            Window.of(3, 2),
            Window.same(3, 3),
            Window.same(5, 5),
            Window.same(1, 7),
            Window.same(7, 1),
            Window.of(3, 1),
            new Window(11, 11, 4, 2, 2),
            new Window(2, 3, 3, 1, 2));

    private final Workers workers = new Workers(2);
    private final Implementation implementation;
    private final Kernels twin;

    ConvolutionTest(Implementation implementation) {
        this.implementation = implementation;
        twin = implementation.on(workers);
    }

    @AfterEach
    void close() {
        workers.close();
    }

    private PackedConvolution pack(Kernels kernels, Window window, int out, int in) {
        float[] weights = Twins.randomVector(out * in * window.taps(), 0, 1, 7);
        float[] bias = Twins.randomVector(out, 0, 1, 8);
        return PackedConvolution.pack(Arena.ofAuto(), workers, kernels, window, out, in, weights, bias);
    }

    private static int outputs(Window window, int pictures, int height, int width) {
        return pictures * window.outputHeight(height) * window.outputWidth(width);
    }

    private void check(Window window, int pictures, int height, int width, int out, int in, boolean dense) {
        GuardedMat x = GuardedMat.random(pictures * height * width, in, 1, 1000 + height);
        Mat input = dense ? dense(x.view()) : x.view();
        GuardedMat expected = new GuardedMat(outputs(window, pictures, height, width), out);
        GuardedMat actual = expected.copy();
        Twins.SCALAR.convolveRelu(input, height, width, pack(Twins.SCALAR, window, out, in), expected.view());
        twin.convolveRelu(input, height, width, pack(twin, window, out, in), actual.view());
        Twins.assertClose(actual, expected, 3e-7 * (in * window.taps() + 20));
    }

    /** The same values with no gap between rows. */
    private static Mat dense(Mat x) {
        Mat dense = new Mat(
                Arena.ofAuto().allocate((long) x.rows() * x.cols() * Float.BYTES, 64), x.rows(), x.cols(), x.cols());
        for (int r = 0; r < x.rows(); r++) {
            dense.copyRowFrom(r, x.rows(r, 1).toArray(), 0);
        }
        return dense;
    }

    @Test
    void everyWindowAtEverySize() {
        for (Window window : WINDOWS) {
            for (int[] size : new int[][] {{11, 11}, {12, 13}, {17, 16}}) {
                check(window, 2, size[0], size[1], 33, 3, true);
                check(window, 1, size[0], size[1], 17, 5, false);
                check(window, 2, size[0], size[1], 48, 16, false);
            }
        }
    }

    @Test
    void everyNumberOfChannels() {
        for (int in : new int[] {1, 7, 8, 9, 15, 16, 17, 31, 33, 64, 207}) {
            check(Window.same(3, 3), 1, 5, 7, 31, in, false);
            check(Window.same(3, 3), 1, 5, 7, 49, in, true);
        }
        for (int out : new int[] {1, 15, 16, 31, 32, 33, 64, 95, 97}) {
            check(Window.same(3, 3), 1, 5, 7, out, 16, false);
            check(Window.of(3, 2), 1, 5, 7, out, 32, false);
        }
    }

    /** Those that are transformed, at every place of a picture's edge. */
    @Test
    void threeByThree() {
        for (Window window : List.of(Window.same(3, 3), Window.of(3, 1), new Window(3, 3, 1, 2, 1))) {
            for (int[] size : new int[][] {{3, 3}, {4, 5}, {7, 8}}) {
                for (int[] channels : new int[][] {{32, 32}, {48, 64}, {96, 48}}) {
                    check(window, 2, size[0], size[1], channels[0], channels[1], false);
                }
            }
            check(window, 1, 4, 5, 112, 304, false);
            check(window, 2, 30, 31, 32, 32, false);
        }
        check(Window.same(3, 3), 3, 1, 1, 32, 32, false);
    }

    @Test
    void picturesSmallerThanTheWindow() {
        check(Window.same(3, 3), 3, 1, 1, 32, 16, false);
        check(Window.same(7, 7), 3, 2, 1, 17, 4, false);
        check(Window.same(1, 7), 2, 3, 2, 32, 16, true);
    }

    @Test
    void moreOutputsThanOneBlock() {
        check(Window.same(3, 3), 1, 37, 41, 33, 16, false);
    }

    @Test
    void whatIsNegativeBecomesZeroAndNanStays() {
        Window window = Window.of(1, 1);
        for (Kernels kernels : new Kernels[] {twin, Twins.SCALAR}) {
            PackedConvolution one = PackedConvolution.pack(
                    Arena.ofAuto(), workers, kernels, window, 1, 1, new float[] {1}, new float[] {-1});
            GuardedMat x = new GuardedMat(3, 1);
            x.view().set(0, 0, 0.5f);
            x.view().set(1, 0, Float.NaN);
            x.view().set(2, 0, 3);
            Mat y = new GuardedMat(3, 1).view();
            kernels.convolveRelu(x.view(), 1, 3, one, y);
            assertThat(y.toArray()).containsExactly(0, Float.NaN, 2);
        }
    }

    @Test
    void aPictureDoesNotDependOnTheOthersNorOnThreads() {
        for (Window window : List.of(Window.same(3, 3), Window.of(3, 2), Window.of(1, 1))) {
            PackedConvolution w = pack(twin, window, 48, 32);
            Mat x = GuardedMat.random(5 * 13 * 11, 32, 1, 4).view();
            int each = outputs(window, 1, 13, 11);
            Mat all = new GuardedMat(5 * each, 48).view();
            twin.convolveRelu(x, 13, 11, w, all);
            try (Workers alone = new Workers(1)) {
                Kernels oneThread = implementation.on(alone);
                for (int picture = 0; picture < 5; picture++) {
                    Mat single = new GuardedMat(each, 48).view();
                    oneThread.convolveRelu(x.rows(picture * 143, 143), 13, 11, w, single);
                    Twins.assertSameBits(single, all.rows(picture * each, each));
                }
            }
        }
    }

    @Test
    void refusesSizesThatDoNotFit() {
        Window window = Window.of(3, 2);
        for (Kernels kernels : new Kernels[] {twin, Twins.SCALAR}) {
            PackedConvolution w = pack(kernels, window, 4, 2);
            Mat x = new GuardedMat(36, 2).view();
            assertThatThrownBy(() -> kernels.convolveRelu(x, 6, 5, w, new GuardedMat(4, 4).view()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("x is (36, 2), not pictures of 6 × 5");
            assertThatThrownBy(() -> kernels.convolveRelu(x, 6, 6, w, new GuardedMat(5, 4).view()))
                    .hasMessage("x is (36, 2), y (5, 4), needed 4 rows for each picture of 6 × 6");
            assertThatThrownBy(() -> kernels.convolveRelu(x, 18, 2, w, new GuardedMat(5, 4).view()))
                    .hasMessageContaining("pictures of 18 × 2 are smaller than the Window");
            assertThatThrownBy(() -> kernels.convolveRelu(x.cols(0, 1), 6, 6, w, new GuardedMat(4, 4).view()))
                    .hasMessage("x is (36, 1), convolution from 2 to 4 channels, y (4, 4)");
        }
        assertThatThrownBy(() -> new Window(3, 3, 1, 3, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Window(3, 3, 0, 1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PackedConvolution.pack(
                        Arena.ofAuto(), workers, twin, window, 4, 2, new float[71], new float[4]))
                .hasMessage("71 weights, needed 4 × 18");
    }
}
