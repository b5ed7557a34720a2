package vtp.evaluation.reconstruction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vtp.datasets.ClassFolder;
import vtp.datasets.Extraction;
import vtp.datasets.ExtractionListener;
import vtp.datasets.ExtractionPlan;
import vtp.engine.VtpModel;
import vtp.engine.image.PictureReader;
import vtp.engine.image.Pixels;
import vtp.engine.image.Rgb;
import vtp.engine.image.Rounding;
import vtp.evaluation.Measure;
import vtp.evaluation.SyntheticWeights;
import vtp.evaluation.TestFiles;
import vtp.evaluation.network.Lpips;
import vtp.evaluation.network.LpipsBackbone;
import vtp.loader.Checkpoint;
import vtp.loader.Dtype;

/** The reference's script on vtp-nano, and its measures on pairs of pictures. */
class ReconstructionGoldenTest {
    /** In the order of the data set. */
    private static final List<String> PICTURES = List.of("landscape", "orange-cross", "red-circle");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "landscape, landscape, landscape_again",
        "small, small, small_near",
        "odd, odd, odd_other",
        "identical, small, small",
        "eleven, eleven/a, eleven/b",
        "six, six/a, six/b"
    })
    void measuresAreTheReferences(String pair, String first, String second) throws IOException {
        try (Checkpoint golden = Checkpoint.open(TestFiles.GOLDENS.resolve("quality.safetensors"));
                Checkpoint pictures = Checkpoint.open(TestFiles.GOLDENS.resolve("pictures.safetensors"))) {
            Rgb a = TestFiles.rgb(first.contains("/") ? golden : pictures, first);
            Rgb b = TestFiles.rgb(second.contains("/") ? golden : pictures, second);
            Likeness likeness = Likeness.of(a.data(), unit(a), unit(b), a.height(), a.width());
            double psnr = TestFiles.doubles(golden, pair + "/psnr")[0];
            if (Double.isInfinite(psnr)) {
                assertThat(likeness.psnrDb()).isEqualTo(psnr);
            } else {
                assertThat(likeness.psnrDb()).isCloseTo(psnr, within(1e-4));
            }
            assertThat(likeness.ssim()).isCloseTo(TestFiles.doubles(golden, pair + "/ssim_float64")[0], within(1e-6));
            assertThat(likeness.mse()).isCloseTo(TestFiles.doubles(golden, pair + "/mse")[0], within(1e-7));
            assertThat(likeness.l1()).isCloseTo(TestFiles.doubles(golden, pair + "/l1")[0], within(1e-7));
            assertThat(Double.isNaN(likeness.ssimInterior())).isEqualTo(pair.equals("six"));
        }
    }

    private static float[] unit(Rgb picture) {
        float[] unit = new float[picture.data().length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (picture.data()[i] & 0xff) / 255f;
        }
        return unit;
    }

    @Test
    void truncatedLevelsAreTheReferences() throws IOException {
        byte[] levels = new byte[256 * 3];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (byte) (i / 3);
        }
        Rgb back = Pixels.normalise(new Rgb(1, 256, levels)).toRgb(0, Rounding.TRUNC);
        int darker = 0;
        try (Checkpoint golden = Checkpoint.open(TestFiles.GOLDENS.resolve("quality.safetensors"))) {
            byte[] expected = TestFiles.bytes(golden, "truncated");
            for (int i = 0; i < levels.length; i++) {
                assertThat(back.data()[i]).isEqualTo(expected[i % 3 * 256 + i / 3]);
                darker += back.data()[i] == levels[i] ? 0 : 1;
            }
        }
        assertThat(darker).isEqualTo(224);
    }

    @Test
    void aRunIsTheReferencesScript() throws Exception {
        Path pictures = Files.createDirectories(folder.resolve("in/x")).getParent();
        for (String name : PICTURES) {
            Files.copy(TestFiles.picture(name), pictures.resolve("x").resolve(name + ".png"));
        }
        List<Rgb> seen = Collections.synchronizedList(new ArrayList<>());
        try (VtpModel nano = TestFiles.nano();
                Lpips lpips = lpips();
                Checkpoint golden = Checkpoint.open(TestFiles.GOLDENS.resolve("reconstruction.safetensors"))) {
            ReconstructionEncoder encoder = new ReconstructionEncoder(
                    nano, (a, b, h, w) -> lpips.distances(h, w, List.of(a), List.of(b))[0], keeping(seen), false);
            ExtractionPlan plan = new ExtractionPlan("nano", Map.of(), Dtype.F32, 2, 0, 1);
            new Extraction(new ClassFolder(pictures, false), encoder, plan, folder.resolve("out"))
                    .threads(1)
                    .run(new ExtractionListener() {});
            ReconstructionEvaluation evaluation =
                    ReconstructionEvaluation.of(folder.resolve("out"), true, folder.resolve("out.csv"), 1);
            double[] psnr = TestFiles.doubles(golden, "psnr");
            double[] ssim = TestFiles.doubles(golden, "ssim");
            double[] distances = TestFiles.doubles(golden, "lpips");
            List<String> lines = Files.readAllLines(folder.resolve("out.csv"));
            seen.clear(); // threads came in any order
            assertThat(lines.get(0)).isEqualTo("picture,psnr_db,ssim,ssim_interior,l1,mse,lpips,error");
            for (int i = 0; i < 3; i++) {
                String[] cells = lines.get(i + 1).split(",", -1);
                assertThat(cells[0]).isEqualTo("x/" + PICTURES.get(i) + ".png");
                assertThat(Double.parseDouble(cells[1])).isCloseTo(psnr[i], within(0.01));
                assertThat(Double.parseDouble(cells[2])).isCloseTo(ssim[i], within(1e-4));
                assertThat(Double.parseDouble(cells[6])).isCloseTo(distances[i], within(1e-3 * distances[i]));
                encoder.encode(new PictureReader().read(TestFiles.picture(PICTURES.get(i))));
                byte[] reference = TestFiles.bytes(golden, PICTURES.get(i) + "/reference.sample");
                byte[] again = TestFiles.bytes(golden, PICTURES.get(i) + "/reconstructed.sample");
                assertThat(Arrays.equals(sample(seen.get(2 * i)), reference)).isTrue();
                assertLevels(sample(seen.get(2 * i + 1)), again);
            }
            Map<String, Measure> means = evaluation.means();
            assertThat(means.get("psnr_db").value()).isCloseTo((psnr[0] + psnr[1] + psnr[2]) / 3, within(0.01));
            assertThat(means.get("ssim").value()).isCloseTo((ssim[0] + ssim[1] + ssim[2]) / 3, within(1e-4));
            assertThat(means.get("lpips").value())
                    .isCloseTo((distances[0] + distances[1] + distances[2]) / 3, withinPercentage(0.1));
            assertThat(FeatureDistance.of(folder.resolve("out"), 1)).isCloseTo(distance(seen), within(1e-4));
            int best = psnr[0] > psnr[1] ? psnr[0] > psnr[2] ? 0 : 2 : psnr[1] > psnr[2] ? 1 : 2;
            assertThat(evaluation.best().get(0).name()).contains(PICTURES.get(best));
            assertThat(evaluation.worst().get(0).psnrDb())
                    .isLessThan(evaluation.middle().get(0).psnrDb())
                    .isLessThan(evaluation.best().get(0).psnrDb());
        }
    }

    /** With VGG16 and heads made of their names, as the reference's had. */
    private Lpips lpips() throws IOException {
        Path backbone =
                SyntheticWeights.write(folder.resolve("vgg16.safetensors"), Lpips.parameters(LpipsBackbone.VGG));
        Path heads = SyntheticWeights.write(folder.resolve("vgg.safetensors"), Lpips.headParameters(LpipsBackbone.VGG));
        return Lpips.load(LpipsBackbone.VGG, backbone, heads, 1);
    }

    /** Of one feature, the first level of red: (μ₁ − μ₂)² + (σ₁ − σ₂)². */
    private static double distance(List<Rgb> pairs) {
        double[][] moments = new double[2][2];
        for (int which = 0; which < 2; which++) {
            int side = which;
            double[] levels = IntStream.range(0, 3)
                    .mapToDouble(i -> pairs.get(2 * i + side).data()[0] & 0xff)
                    .toArray();
            double mean = Arrays.stream(levels).average().orElseThrow();
            double squares = Arrays.stream(levels)
                    .map(level -> (level - mean) * (level - mean))
                    .sum();
            moments[which] = new double[] {mean, Math.sqrt(squares / 2)};
        }
        return Math.pow(moments[0][0] - moments[1][0], 2) + Math.pow(moments[0][1] - moments[1][1], 2);
    }

    private static ReconstructionEncoder.PictureFeatures keeping(List<Rgb> seen) {
        return new ReconstructionEncoder.PictureFeatures() {
            @Override
            public int length() {
                return 1;
            }

            @Override
            public float[] of(Rgb picture) {
                seen.add(picture);
                return new float[] {picture.data()[0] & 0xff};
            }
        };
    }

    private static byte[] sample(Rgb picture) {
        byte[] sample = new byte[4096];
        for (int i = 0; i < sample.length; i++) {
            sample[i] = picture.data()[(int) (i * 2654435761L % picture.data().length)];
        }
        return sample;
    }

    /** At most one level, on at most 5 % of values. */
    private static void assertLevels(byte[] actual, byte[] expected) {
        int different = 0;
        for (int i = 0; i < actual.length; i++) {
            int difference = Math.abs((actual[i] & 0xff) - (expected[i] & 0xff));
            assertThat(difference).isLessThanOrEqualTo(1);
            different += difference;
        }
        assertThat(different).isLessThanOrEqualTo(actual.length / 20);
    }
}
