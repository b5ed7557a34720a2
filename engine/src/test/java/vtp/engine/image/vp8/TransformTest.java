package vtp.engine.image.vp8;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-width")
class TransformTest {
    private static final int STRIDE = 9;

    private final Transform transform = new Transform();

    /** x(i, j) = Σ c(u) c(v) X(v, u) cos((2 j + 1) u π / 8) cos((2 i + 1) v π / 8) / 8, c(0) = 1, c of others √2. */
    @RepeatedTest(20)
    void isTheInverseDct(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        int[] in = new int[20];
        for (int i = 4; i < in.length; i++) {
            in[i] = random.nextInt(-150, 150);
        }
        byte[] out = new byte[5 + 4 * STRIDE];
        Arrays.fill(out, (byte) 100);
        transform.addInverseDct(in, 4, out, 5, STRIDE);
        for (int y = 0; y < 4; y++) {
            for (int x = 0; x < 4; x++) {
                double sum = 0;
                for (int v = 0; v < 4; v++) {
                    for (int u = 0; u < 4; u++) {
                        sum += in[4 + 4 * v + u] * basis(u, x) * basis(v, y);
                    }
                }
                double expected = Math.clamp(100 + sum / 8, 0, 255);
                assertThat((double) (out[5 + y * STRIDE + x] & 0xff)).isCloseTo(expected, within(1.5));
            }
        }
        assertThat(out[5 + 4]).as("right of the block").isEqualTo((byte) 100);
    }

    private static double basis(int frequency, int position) {
        double scale = frequency == 0 ? 1 : Math.sqrt(2);
        return scale * Math.cos((2 * position + 1) * frequency * Math.PI / 8);
    }

    @Test
    void theShortcutForDcIsExact() {
        for (int dc = -3000; dc < 3000; dc += 7) {
            byte[] whole = new byte[4 * STRIDE];
            byte[] alone = new byte[4 * STRIDE];
            Arrays.fill(whole, (byte) 90);
            Arrays.fill(alone, (byte) 90);
            int[] in = new int[16];
            in[0] = dc;
            transform.addInverseDct(in, 0, whole, 2, STRIDE);
            Transform.addDc(dc, alone, 2, STRIDE);
            assertThat(alone).isEqualTo(whole);
        }
    }

    /** A ±1 pattern of every frequency comes back as one coefficient. */
    @Test
    void invertsTheWalshHadamardTransform() {
        int[][] rows = {{1, 1, 1, 1}, {1, 1, -1, -1}, {1, -1, -1, 1}, {1, -1, 1, -1}};
        for (int v = 0; v < 4; v++) {
            for (int u = 0; u < 4; u++) {
                int[] in = new int[16];
                in[4 * v + u] = 80;
                int[] out = new int[24 * 16];
                transform.inverseWalshHadamard(in, out);
                for (int i = 0; i < 16; i++) {
                    assertThat(out[16 * i]).isEqualTo(10 * rows[v][i / 4] * rows[u][i % 4]);
                }
            }
        }
    }
}
