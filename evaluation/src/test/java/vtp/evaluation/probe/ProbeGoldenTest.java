package vtp.evaluation.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vtp.engine.image.Rgb;
import vtp.evaluation.TestFiles;
import vtp.loader.Checkpoint;
import vtp.loader.Json;

/** The reference's own probe code on six small classifiers: inputs, gradients, weights, losses, rates and crops. */
class ProbeGoldenTest {
    private static final int CLASSES = 5;
    private static final int CHANNELS = 12;
    private static final int SAMPLES = 8;
    private static final int STEPS = 4;
    private static final int BATCH_OF_RATES = 256;
    private static final List<Head> HEADS = IntStream.of(1, 4)
            .boxed()
            .flatMap(blocks -> IntStream.range(0, 3)
                    .mapToObj(i -> new Head(blocks, List.of(1e-3, 1e-2, 0.1).get(i))))
            .toList();

    private static Checkpoint golden;

    @BeforeAll
    static void open() throws IOException {
        golden = Checkpoint.open(TestFiles.GOLDENS.resolve("probe.safetensors"));
    }

    @AfterAll
    static void close() throws IOException {
        golden.close();
    }

    @Test
    void inputsAreTheReferences() throws IOException {
        float[] rows = features(0);
        for (int blocks : new int[] {1, 4}) {
            Head head = new Head(blocks, 0);
            float[] expected = TestFiles.floats(golden, "input/" + blocks);
            int width = head.inputLength(CHANNELS);
            for (int i = 0; i < SAMPLES; i++) {
                for (int c = 0; c < width; c++) {
                    assertThat(rows[i * 5 * CHANNELS + head.inputFrom(CHANNELS) + c])
                            .isCloseTo(expected[i * width + c], within(1e-6f));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void everyStepIsTheReferences(int threads) throws IOException {
        try (HeadGrid grid = new HeadGrid(HEADS, CLASSES, CHANNELS, 16, threads)) {
            for (int i = 0; i < HEADS.size(); i++) {
                int width = HEADS.get(i).inputLength(CHANNELS);
                float[] noise = noise("golden.probe.weight." + i, CLASSES * width);
                for (int k = 0; k < CLASSES; k++) {
                    float[] row = new float[width];
                    for (int c = 0; c < width; c++) {
                        row[c] = 0.01f * noise[k * width + c];
                    }
                    grid.states().get(i).weights().copyRowFrom(k, row, 0);
                }
            }
            for (int step = 0; step < STEPS; step++) {
                System.arraycopy(features(step), 0, grid.batch().values(), 0, SAMPLES * 5 * CHANNELS);
                int at = step;
                Arrays.setAll(grid.batch().labels(), i -> (3 * i + at) % CLASSES);
                List<Double> rates = new ArrayList<>();
                HEADS.forEach(head -> rates.add(head.rate(BATCH_OF_RATES, at, STEPS)));
                double[] expectedRates = TestFiles.doubles(golden, "lr/" + step);
                double[] losses = grid.step(SAMPLES, head -> head.rate(BATCH_OF_RATES, at, STEPS));
                float[] expectedLosses = TestFiles.floats(golden, "loss/" + step);
                for (int i = 0; i < HEADS.size(); i++) {
                    assertThat(rates.get(i)).isCloseTo(expectedRates[i], within(1e-15));
                    assertThat(losses[i]).isCloseTo(expectedLosses[i], within(1e-6));
                    HeadState state = grid.states().get(i);
                    if (step == 0) {
                        assertClose(state.velocity().toArray(), "gradient/" + i + ".weight");
                        assertClose(state.biasVelocity(), "gradient/" + i + ".bias");
                    }
                    if (step == 0 || step == STEPS - 1) {
                        assertClose(state.weights().toArray(), "after" + step + "/" + i + ".weight");
                        assertClose(state.bias(), "after" + step + "/" + i + ".bias");
                    }
                }
            }
            Features first = features(
                    features(0),
                    IntStream.range(0, SAMPLES).map(i -> 3 * i % CLASSES).toArray());
            // 25, 25, 100, 12.5, 87.5 and 100 % of eight
            assertThat(grid.right(first, IntStream.range(0, SAMPLES).toArray())).containsExactly(2, 2, 8, 1, 7, 8);
        }
    }

    private static void assertClose(float[] actual, String name) throws IOException {
        float[] expected = TestFiles.floats(golden, name);
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).as(name).isCloseTo(expected[i], within(1e-6f));
        }
    }

    @Test
    void theGridIsTheReferencesAndNoTwoHaveOneName() {
        List<Head> grid = Head.grid();
        assertThat(grid).hasSize(26);
        assertThat(grid.stream().map(Head::name).distinct()).hasSize(26);
        assertThat(grid.get(0)).isEqualTo(new Head(1, 1e-5));
        assertThat(grid.get(25)).isEqualTo(new Head(4, 0.1));
        assertThat(grid.get(12).rate(128, 0, 10)).isEqualTo(0.05);
    }

    /** The reference's names say how its rates grow with batch and processes, in five decimals. */
    @ParameterizedTest
    @CsvSource({"128x1, 128", "128x8, 1024", "256x1, 256"})
    void ratesAreThoseOfTheReferencesNames(String processes, int batch) throws IOException {
        List<String> names = new ArrayList<>();
        for (Head head : Head.grid()) {
            BigDecimal rate = new BigDecimal(head.rate(batch, 0, 10)).setScale(5, RoundingMode.HALF_EVEN);
            names.add("classifier_" + head.blocks() + "_blocks_avgpool_True_lr_"
                    + rate.toPlainString().replace('.', '_'));
        }
        assertThat(names)
                .isEqualTo(Json.readObject(TestFiles.GOLDENS.resolve("probe_keys.json"))
                        .get(processes));
    }

    @Test
    void cropsAreTheReferences() throws IOException {
        int[][] boxes = {{0, 0, 56, 75}, {3, 5, 40, 30}, {20, 1, 9, 61}, {10, 10, 7, 7}};
        try (Checkpoint pictures = Checkpoint.open(TestFiles.GOLDENS.resolve("pictures.safetensors"))) {
            Rgb odd = TestFiles.rgb(pictures, "odd");
            for (int i = 0; i < boxes.length; i++) {
                RandomCrop crop = new RandomCrop(boxes[i][0], boxes[i][1], boxes[i][2], boxes[i][3]);
                assertThat(crop.of(odd, 24)).isEqualTo(TestFiles.rgb(golden, "crop/" + i));
            }
        }
    }

    @Test
    void cropsAreDrawnAsTorchvisionDoes() {
        SplittableRandom random = new SplittableRandom(7);
        double areas = 0;
        for (int i = 0; i < 2000; i++) {
            RandomCrop crop = RandomCrop.draw(300, 400, random);
            double area = crop.height() * crop.width() / 120_000.0;
            double aspect = (double) crop.width() / crop.height();
            assertThat(area).isBetween(0.079, 1.001);
            assertThat(aspect).isBetween(0.73, 1.37);
            assertThat(crop.top() + crop.height()).isLessThanOrEqualTo(300);
            assertThat(crop.left() + crop.width()).isLessThanOrEqualTo(400);
            areas += area / 2000;
        }
        assertThat(areas).as("large ones often do not fit").isBetween(0.4, 0.47);
        assertThat(RandomCrop.draw(10, 400, random)).isEqualTo(new RandomCrop(0, 193, 10, 13)); // nothing fits
        assertThat(RandomCrop.middle(400, 10)).isEqualTo(new RandomCrop(193, 0, 13, 10));
        assertThat(RandomCrop.middle(30, 40)).isEqualTo(new RandomCrop(0, 0, 30, 40));
    }

    /** Class tokens of four blocks, and the mean of the last block's seven patches. */
    private static float[] features(int step) {
        float[] rows = new float[SAMPLES * 5 * CHANNELS];
        for (int block = 0; block < 4; block++) {
            float[] cls = noise("golden.probe.cls." + step + "." + block, SAMPLES * CHANNELS);
            for (int i = 0; i < SAMPLES; i++) {
                System.arraycopy(cls, i * CHANNELS, rows, (i * 5 + block) * CHANNELS, CHANNELS);
            }
        }
        float[] patch = noise("golden.probe.patch." + step + ".3", SAMPLES * 7 * CHANNELS);
        for (int i = 0; i < patch.length; i++) {
            rows[(i / (7 * CHANNELS) * 5 + 4) * CHANNELS + i % CHANNELS] += patch[i] / 7;
        }
        return rows;
    }

    static Features features(float[] rows, int[] labels) {
        int length = rows.length / labels.length;
        return new Features() {
            @Override
            public int count() {
                return labels.length;
            }

            @Override
            public int views() {
                return 1;
            }

            @Override
            public int label(int picture) {
                return labels[picture];
            }

            @Override
            public void read(int picture, int view, float[] into, int at) {
                System.arraycopy(rows, picture * length, into, at, length);
            }
        };
    }

    /** √3 times the synthetic numbers of a name. */
    private static float[] noise(String name, int count) {
        long seed = 0xCBF29CE484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            seed = (seed ^ (b & 0xff)) * 0x100000001B3L;
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            long z = seed + (i + 1) * 0x9E3779B97F4A7C15L;
            z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
            z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
            z ^= z >>> 31;
            values[i] = (float) Math.sqrt(3) * (((z >>> 40) - (1 << 23)) * 0x1p-23f);
        }
        return values;
    }
}
