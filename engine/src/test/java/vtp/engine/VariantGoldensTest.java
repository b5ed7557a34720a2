package vtp.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import vtp.engine.files.ModelSource;
import vtp.engine.image.Pixels;
import vtp.engine.tensor.Latents;
import vtp.engine.tensor.TokenFeatures;
import vtp.engine.verify.Golden;
import vtp.engine.verify.StageError;
import vtp.kernels.Kernels;
import vtp.kernels.ScalarKernels;
import vtp.kernels.SimdKernels;
import vtp.kernels.Workers;

/** Every setting of a configuration against the reference, stage by stage. */
class VariantGoldensTest {
    private static final Path FOLDER = TestModels.GOLDENS.resolve("variants");

    static List<Path> variants() {
        return TestModels.folders(FOLDER);
    }

    @Test
    void allVariantsAreHere() {
        assertThat(variants()).hasSize(34);
    }

    @ParameterizedTest
    @MethodSource("variants")
    void everyStageIsTheReferences(Path variant) throws IOException {
        checkStages(variant, SimdKernels::new);
    }

    @ParameterizedTest
    @MethodSource("variants")
    @Tag("any-width")
    void everyStageOfTheDefinitionIsTheReferences(Path variant) throws IOException {
        checkStages(variant, workers -> new ScalarKernels());
    }

    private static void checkStages(Path variant, Function<Workers, Kernels> kernels) throws IOException {
        Golden golden = TestModels.golden(variant);
        try (VtpModel model = VtpModel.load(TestModels.synthetic(variant), TestModels.threads(2), kernels)) {
            List<StageError> errors = golden.compare(model);
            assertThat(errors).allMatch(StageError::within);
            assertThat(errors).extracting(StageError::stage).containsExactlyInAnyOrderElementsOf(golden.stages());
            assertThat(errors).hasSizeGreaterThanOrEqualTo(22);
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void neitherThreadsNorTheRestOfABatchChangeABit(Path variant) throws IOException {
        Golden golden = TestModels.golden(variant);
        Pixels batch =
                TestModels.pixels(3, golden.image().height(), golden.image().width());
        ModelSource files = TestModels.synthetic(variant);
        try (VtpModel one = VtpModel.load(files, TestModels.threads(1));
                VtpModel two = VtpModel.load(files, TestModels.threads(2))) {
            List<float[]> results = results(two, batch, golden.ids());
            assertThat(results(one, batch, golden.ids()))
                    .usingRecursiveComparison()
                    .isEqualTo(results);
            for (int i = 0; i < 3; i++) {
                List<int[]> prompts =
                        golden.ids().isEmpty() ? List.of() : golden.ids().subList(i, i + 1);
                List<float[]> alone = results(two, TestModels.one(batch, i), prompts);
                for (int r = 0; r < alone.size(); r++) {
                    int length = alone.get(r).length;
                    assertThat(TestModels.slice(results.get(r), i, length)).isEqualTo(alone.get(r));
                }
            }
        }
    }

    /** What each call returns, an array a result, its first dimension the batch. */
    private static List<float[]> results(VtpModel model, Pixels pixels, List<int[]> ids) {
        List<float[]> results = new ArrayList<>();
        Latents latents = model.encode(pixels);
        results.add(latents.data());
        if (model.config().decoder().isPresent()) {
            results.add(model.decode(latents).data());
        }
        if (model.config().clip().isPresent()) {
            results.add(model.imageFeatures(pixels).data());
            results.add(model.tokenFeatures(ids).data());
        }
        for (TokenFeatures features : List.of(
                model.bottleneck(pixels), model.layers(pixels, Layers.last(2)).getFirst())) {
            results.add(features.cls());
            results.add(features.patch());
        }
        return results;
    }
}
