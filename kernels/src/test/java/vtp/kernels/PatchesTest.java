package vtp.kernels;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Implementation.class)
class PatchesTest {

    private final Workers workers = new Workers(2);
    private final Kernels twin;

    PatchesTest(Implementation implementation) {
        twin = implementation.on(workers);
    }

    @AfterEach
    void close() {
        workers.close();
    }

    @Test
    void gatherAndScatter() {
        for (int patch : new int[] {1, 3, 8, 14, 16, 17}) {
            for (int channels : new int[] {1, 3}) {
                GuardedMat planes = GuardedMat.random(channels * 2 * patch, 5 * patch, 1, patch);
                GuardedMat expected = new GuardedMat(10, channels * patch * patch);
                GuardedMat actual = expected.copy();
                Twins.SCALAR.gatherPatches(planes.view(), channels, patch, expected.view());
                twin.gatherPatches(planes.view(), channels, patch, actual.view());
                Twins.assertClose(actual, expected, 0);

                GuardedMat back =
                        new GuardedMat(planes.view().rows(), planes.view().cols());
                twin.scatterPatches(actual.view(), channels, patch, back.view());
                Twins.assertClose(back, planes, 0);
                GuardedMat scalarBack =
                        new GuardedMat(planes.view().rows(), planes.view().cols());
                Twins.SCALAR.scatterPatches(actual.view(), channels, patch, scalarBack.view());
                Twins.assertClose(scalarBack, planes, 0);
            }
        }
    }

    @Test
    void refusesSidesThatAreNoMultiples() {
        Mat planes = GuardedMat.random(48, 17, 1, 1).view();
        Mat rows = GuardedMat.random(1, 768, 1, 1).view();
        for (Kernels kernels : new Kernels[] {twin, Twins.SCALAR}) {
            assertThatThrownBy(() -> kernels.gatherPatches(planes, 3, 16, rows))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("(48, 17)");
        }
    }
}
