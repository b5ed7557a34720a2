package vtp.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import vtp.engine.config.LoadOptions;
import vtp.engine.image.Pixels;
import vtp.engine.image.Preparation;
import vtp.engine.image.Rgb;
import vtp.engine.tensor.Latents;

class BlockProgressTest {
    private final AtomicInteger blocks = new AtomicInteger();

    private int blocksOf(BlockProgress.Calls<RuntimeException> call) {
        blocks.set(0);
        BlockProgress.watch(blocks::incrementAndGet, call);
        return blocks.get();
    }

    @Test
    void eachBlockIsToldOnce() throws IOException {
        try (VtpModel model = VtpModel.load(Models.builtIn(), LoadOptions.defaults())) {
            Pixels pixels = model.prepare(new Rgb(64, 64, new byte[3 * 64 * 64]), Preparation.SQUASH);
            Latents latents = model.encode(pixels);
            int encode = BlockProgress.ofEncode(model.config());
            assertThat(encode).isPositive();
            assertThat(blocksOf(() -> model.encode(pixels))).isEqualTo(encode);
            assertThat(blocksOf(() -> model.lastLayer(pixels))).isEqualTo(encode);
            assertThat(blocksOf(() -> model.imageFeatures(pixels))).isEqualTo(encode);
            assertThat(blocksOf(() -> model.decode(model.encode(pixels))))
                    .isEqualTo(BlockProgress.ofReconstruct(model.config()))
                    .isGreaterThan(encode);
            assertThat(blocksOf(() -> model.decode(latents))).isPositive();
            blocks.set(0);
            assertThat(model.encode(pixels).data()).isEqualTo(latents.data());
            assertThat(blocks).hasValue(0);
        }
    }
}
