package vtp.evaluation.frechet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vtp.datasets.Datasets;
import vtp.engine.Models;
import vtp.engine.VtpModel;
import vtp.engine.config.LoadOptions;
import vtp.engine.files.LatentsFile;
import vtp.engine.image.Orientation;
import vtp.engine.image.PictureReader;
import vtp.engine.image.PictureWriter;
import vtp.engine.image.Pixels;
import vtp.engine.image.Rgb;
import vtp.engine.image.Rounding;
import vtp.engine.tensor.Latents;
import vtp.evaluation.EvaluationException;
import vtp.evaluation.Goldens;
import vtp.evaluation.SyntheticWeights;
import vtp.evaluation.network.Inception;
import vtp.evaluation.network.InceptionInput;
import vtp.loader.Checkpoint;
import vtp.loader.TensorInfo;

class PictureSetTest {
    @TempDir
    private static Path shared;

    private static Path weights;
    private static Inception inception;

    @TempDir
    private Path folder;

    private final List<String> failures = new ArrayList<>();

    @BeforeAll
    static void load() throws IOException {
        weights = SyntheticWeights.write(shared.resolve("inception.safetensors"), Inception.parameters());
        inception = Inception.load(weights, 2);
    }

    @AfterAll
    static void close() {
        inception.close();
    }

    private DatasetPictures folderOf(String... pictures) throws IOException {
        Path set = Files.createDirectory(folder.resolve("set" + folder.toFile().list().length));
        for (String picture : pictures) {
            PictureWriter.writePng(Goldens.picture(picture), set.resolve(picture + ".png"));
        }
        return open(set);
    }

    private DatasetPictures open(Path set) throws IOException {
        return new DatasetPictures(
                Datasets.of(List.of(set.toString()), null, false),
                0,
                new PictureReader(Orientation.STORED),
                (name, fault) -> failures.add(name + ": " + fault.getMessage()));
    }

    private PictureSet measure(InceptionInput input, boolean keep, PictureSource source) throws IOException {
        try (source) {
            return new PictureMeasure(inception, input, keep).measure(source, done -> {});
        }
    }

    @Test
    void picturesThroughTheNetwork() throws IOException {
        PictureSet one = measure(InceptionInput.PYTORCH, false, folderOf("landscape", "small", "odd"));
        PictureSet two = measure(InceptionInput.PYTORCH, false, folderOf("landscape_again", "small_near", "odd_other"));
        SetComparison comparison = SetComparison.of(one, two, 2);
        try (Goldens goldens = Goldens.open("fid.safetensors")) {
            double exact = goldens.value("pictures/exact");
            assertThat(comparison.fid()).isCloseTo(exact, within(1e-3 * exact));
        }
        assertThat(comparison.sfid()).isPositive();
        assertThat(one.score()).isBetween(1.0, 3.0);
        assertThat(comparison.precisionRecall()).isNull();
        assertThat(comparison.warnings()).hasSize(2).allMatch(line -> line.contains("fewer than 2,049"));
        assertThat(SetComparison.of(one, one, 2).fid()).isCloseTo(0, within(1e-9));
    }

    @Test
    void savedStatisticsGiveTheSameDistance() throws IOException {
        PictureSet one = measure(InceptionInput.TF, false, folderOf("landscape", "small", "odd"));
        PictureSet two = measure(InceptionInput.PYTORCH, false, folderOf("landscape_again", "small_near", "odd_other"));
        Path file = folder.resolve("one.npz");
        one.statistics().write(file);
        PictureSet saved = PictureSet.ofStatistics(file);
        assertThat(saved.count()).isEqualTo(3);
        assertThat(saved.input()).isEqualTo(InceptionInput.TF);
        SetComparison expected = SetComparison.of(one, two, 2);
        SetComparison actual = SetComparison.of(saved, two, 2);
        assertThat(actual.fid()).isCloseTo(expected.fid(), within(2e-5 + 1e-6 * expected.fid()));
        assertThat(actual.sfid()).isCloseTo(expected.sfid(), within(2e-5 + 1e-6 * expected.sfid()));
        assertThat(actual.warnings()).anyMatch(line -> line.contains("different ways, tf and pytorch"));
    }

    @Test
    void samplesOfAnNpz() throws IOException {
        Path file = Goldens.FOLDER.resolve("batch.npz");
        try (SampleFile samples = SampleFile.open(file)) {
            assertThat(samples.count()).isEqualTo(2);
            assertThat(samples.next(1)).containsExactly(Goldens.picture("small"));
            assertThat(samples.next(5)).containsExactly(Goldens.picture("small_near"));
            assertThat(samples.next(5)).isEmpty();
        }
        PictureSet ofFile = measure(InceptionInput.TF, true, SampleFile.open(file));
        PictureSet ofFolder = measure(InceptionInput.TF, true, folderOf("small", "small_near"));
        assertThat(ofFile.features()).isEqualTo(ofFolder.features());
        assertThatThrownBy(() -> SetComparison.of(ofFile, ofFolder, 1))
                .isInstanceOf(EvaluationException.class)
                .hasMessageContaining("batch.npz: has 2 pictures; precision and recall need more than 3");
    }

    @Test
    void latentsAreDecodedOnTheFly() throws IOException {
        try (VtpModel model = VtpModel.load(Models.builtIn(), LoadOptions.defaults())) {
            List<Rgb> decoded = new ArrayList<>();
            List<Path> files = new ArrayList<>();
            for (String name : List.of("landscape", "small")) {
                Latents latents = model.encode(Pixels.normalise(Goldens.picture(name)));
                decoded.add(model.decode(latents).toRgb(0, Rounding.TRUNC));
                files.add(folder.resolve(name + ".safetensors"));
                LatentsFile.write(files.get(files.size() - 1), latents);
            }
            try (DecodedLatents source = new DecodedLatents("both", files, model, 64, Rounding.TRUNC)) {
                assertThat(source.next(3)).isEqualTo(decoded);
                assertThat(source.next(3)).isEmpty();
            }
        }
    }

    @Test
    void aBadPictureIsToldOfAndPassedOver() throws IOException {
        DatasetPictures source = folderOf("small", "small_near");
        Path set = Path.of(source.name());
        source.close();
        Files.writeString(set.resolve("a.png"), "no picture");
        assertThat(measure(InceptionInput.PYTORCH, false, open(set)).count()).isEqualTo(2);
        assertThat(failures).hasSize(1).first().asString().startsWith("a.png: ");
    }

    @Test
    void refusesSetsOfNone() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThatThrownBy(() -> measure(InceptionInput.PYTORCH, false, open(empty)))
                .isInstanceOf(EvaluationException.class)
                .hasMessageContaining("empty: has no picture that can be used");
        DatasetPictures one = folderOf("small");
        assertThatThrownBy(() -> measure(InceptionInput.PYTORCH, false, one))
                .isInstanceOf(EvaluationException.class)
                .hasMessageContaining("has one picture that can be used");
    }

    @Test
    void refusesFeaturesThatAreNotFinite() throws IOException {
        Path damaged = folder.resolve("damaged.safetensors");
        Files.copy(weights, damaged);
        try (Checkpoint checkpoint = Checkpoint.open(weights);
                FileChannel channel = FileChannel.open(damaged, StandardOpenOption.WRITE)) {
            TensorInfo variance = checkpoint.require("Mixed_7c.branch1x1.bn.running_var");
            ByteBuffer negative =
                    ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, -1);
            channel.write(negative, variance.beginBytes());
        }
        try (Inception broken = Inception.load(damaged, 1)) {
            assertThatThrownBy(() -> new PictureMeasure(broken, InceptionInput.TF, false)
                            .measure(folderOf("small", "small_near"), done -> {}))
                    .isInstanceOf(EvaluationException.class)
                    .hasMessageContaining("feature 0 of picture 0 is NaN: Inception's weights are damaged");
        }
    }
}
