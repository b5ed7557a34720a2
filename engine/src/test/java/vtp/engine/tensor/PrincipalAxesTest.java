package vtp.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-width")
class PrincipalAxesTest {
    private static final Offset<Double> CLOSE = within(1e-3);

    /** Points around a mean, spread by 3 along (0.6, 0.8, 0), by 1 along (0.8, −0.6, 0), and not along the third. */
    private static double[][] points() {
        Random random = new Random(4);
        double[][] points = new double[4000][];
        for (int i = 0; i < points.length; i += 4) {
            double a = 3 * random.nextGaussian();
            double b = random.nextGaussian();
            for (int sign = 0; sign < 4; sign++) {
                double x = sign % 2 == 0 ? a : -a;
                double y = sign < 2 ? b : -b;
                points[i + sign] = new double[] {5 + 0.6 * x + 0.8 * y, 7 + 0.8 * x - 0.6 * y, 9};
            }
        }
        return points;
    }

    private static void points(double[] direction, double... expected) {
        double sign = Math.signum(direction[0]);
        for (int c = 0; c < expected.length; c++) {
            assertThat(sign * direction[c]).isCloseTo(expected[c], CLOSE);
        }
    }

    @Test
    void directionsAreFoundInTheOrderOfTheirSpread() {
        PrincipalAxes axes = PrincipalAxes.of(points(), 3);
        points(axes.direction(0), 0.6, 0.8, 0);
        points(axes.direction(1), 0.8, -0.6, 0);
        assertThat(axes.direction(2)).containsOnly(0);
    }

    @Test
    void componentsAreCountedFromTheMean() {
        PrincipalAxes axes = PrincipalAxes.of(points(), 2);
        double[] components = axes.components(new double[] {5 + 1.2, 7 + 1.6, 30});
        assertThat(Math.abs(components[0])).isCloseTo(2, CLOSE);
        assertThat(components[1]).isCloseTo(0, CLOSE);
    }

    @Test
    void equalVectorsHaveNoDirection() {
        PrincipalAxes axes = PrincipalAxes.of(new double[][] {{1, 2}, {1, 2}}, 1);
        assertThat(axes.components(new double[] {3, 4})).containsExactly(0);
    }
}
