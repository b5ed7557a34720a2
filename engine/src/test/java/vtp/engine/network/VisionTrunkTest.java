package vtp.engine.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vtp.engine.Layers;
import vtp.engine.TestModels;
import vtp.engine.VtpModel;
import vtp.engine.files.ModelSource;
import vtp.engine.image.Pixels;
import vtp.engine.tensor.ImageEmbeddings;
import vtp.engine.tensor.Latents;
import vtp.engine.tensor.TokenFeatures;
import vtp.kernels.PackedLinear;
import vtp.kernels.SimdKernels;
import vtp.kernels.Workers;
import vtp.loader.Checkpoint;

/** What the class token's feature does not depend on is not computed, and nobody can tell. */
class VisionTrunkTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"vision_depth\": 2",
                "\"vision_depth\": 1",
                "\"vision_use_qk_norm\": true, \"vision_init_values\": 0.1",
                "\"vision_norm_layer\": \"layernorm\", \"vision_ffn_layer\": \"mlp\""
            })
    void theClassTokenAloneIsTheSame(String setting) throws IOException {
        ModelSource files = TestModels.tiny(setting);
        Pixels pixels = TestModels.pixels(3, 48, 80);
        try (Workers workers = new Workers(2);
                ScratchPool pool = new ScratchPool();
                Checkpoint checkpoint = files.open()) {
            SimdKernels kernels = new SimdKernels(workers);
            ParameterSource weights = new CheckpointParameters(
                    files.name(), checkpoint.stored(), Arena.ofAuto(), workers, kernels, PackedLinear.Storage.F32);
            VisionTrunk trunk = new VisionTrunk(Parameters.of(weights), files.config(), pool, kernels);
            ImageBatch rows = trunk.rows(pixels, 3);
            try (Scratch all = trunk.scratch(rows);
                    Scratch classes = trunk.scratch(rows)) {
                int depth = files.config().trunk().depth();
                float[] expected = rows.classRows(trunk.forward(pixels, 0, rows, all, depth, BlockListener.NONE))
                        .toArray();
                assertThat(trunk.forwardClass(pixels, 0, rows, classes).toArray())
                        .isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"vision_depth\": 2",
                "\"vision_bottleneck_ae_only\": false",
                "\"vision_clip_feat\": \"pooled\"",
                "\"vision_clip_feat\": \"pooled\", \"vision_bottleneck_ae_only\": false"
            })
    void bothFeaturesOfOnePassAreThoseOfTwo(String setting) throws IOException {
        Pixels pixels = TestModels.pixels(3, 48, 80);
        try (VtpModel model = VtpModel.load(TestModels.tiny(setting), TestModels.threads(2))) {
            ImageEmbeddings both = model.imageEmbeddings(pixels);
            assertThat(both.clip().data()).isEqualTo(model.imageFeatures(pixels).data());
            assertThat(both.cls().data()).isEqualTo(model.lastLayer(pixels).cls());
            assertThat(both.cls().count()).isEqualTo(3);
        }
    }

    @Test
    void blocksAreGivenInDepthOrderAndByNumber() throws IOException {
        Pixels pixels = TestModels.pixels(1, 32, 32);
        try (VtpModel model = VtpModel.load(TestModels.tiny("\"vision_depth\": 3"), TestModels.threads(2))) {
            List<TokenFeatures> last = model.layers(pixels, Layers.last(3));
            List<TokenFeatures> picked = model.layers(pixels, Layers.of(2, 0));
            assertThat(picked.get(0).patch()).isEqualTo(last.get(0).patch());
            assertThat(picked.get(1).patch()).isEqualTo(last.get(2).patch());
            assertThat(picked.get(1).cls()).isEqualTo(model.lastLayer(pixels).cls());
            assertThat(model.layers(pixels, Layers.last(0))).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 9})
    void aLargeBatchGoesThroughInParts(int batch) throws IOException {
        Pixels pixels = TestModels.pixels(batch, 256, 256);
        try (VtpModel model = VtpModel.load(TestModels.tiny(), TestModels.threads(2))) {
            Latents latents = model.encode(pixels);
            float[] decoded = model.decode(latents).data();
            int last = batch - 1;
            Latents alone = model.encode(TestModels.one(pixels, last));
            assertThat(TestModels.slice(latents.data(), last, alone.data().length))
                    .isEqualTo(alone.data());
            assertThat(TestModels.slice(decoded, last, 3 * 256 * 256))
                    .isEqualTo(model.decode(alone).data());
        }
    }
}
