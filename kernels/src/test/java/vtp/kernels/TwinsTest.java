package vtp.kernels;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The checkers of the other tests can fail. */
@Tag("any-width")
class TwinsTest {

    private final GuardedMat expected = GuardedMat.random(3, 17, 1, 1);
    private final GuardedMat actual = expected.copy();

    @Test
    void acceptsWhatIsWithinTheTolerance() {
        actual.view().set(2, 16, expected.view().get(2, 16) + 1e-4f);
        assertThatCode(() -> Twins.assertClose(actual, expected, 2e-4)).doesNotThrowAnyException();
        assertThatThrownBy(() -> Twins.assertClose(actual, expected, 0.5e-4))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("row 2, column 16");
    }

    @Test
    void nanIsCloseToNanOnly() {
        actual.view().set(0, 0, Float.NaN);
        assertThatThrownBy(() -> Twins.assertClose(actual, expected, 1e9)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> Twins.assertClose(expected, actual, 1e9)).isInstanceOf(AssertionError.class);
        expected.view().set(0, 0, Float.NaN);
        assertThatCode(() -> Twins.assertClose(actual, expected, 0)).doesNotThrowAnyException();
    }

    @Test
    void infinityIsCloseToItselfOnly() {
        expected.view().set(0, 0, Float.POSITIVE_INFINITY);
        assertThatThrownBy(() -> Twins.assertClose(actual, expected, 1e9)).isInstanceOf(AssertionError.class);
    }

    @Test
    void anyWriteAroundTheViewIsSeen() {
        int[][] neighbours = {{0, 3}, {1, 2}, {1, 20}, {4, 5}};
        for (int[] at : neighbours) {
            GuardedMat touched = expected.copy();
            touched.whole().set(at[0], at[1], Float.NaN);
            assertThatThrownBy(touched::assertGuardsUntouched).isInstanceOf(AssertionError.class);
        }
        assertThatCode(expected::assertGuardsUntouched).doesNotThrowAnyException();
    }

    @Test
    void oneBitOfDifferenceIsSeen() {
        actual.view().set(1, 1, Math.nextUp(actual.view().get(1, 1)));
        assertThatThrownBy(() -> Twins.assertSameBits(actual.view(), expected.view()))
                .isInstanceOf(AssertionError.class);
    }
}
