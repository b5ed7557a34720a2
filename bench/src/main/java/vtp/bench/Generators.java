package vtp.bench;

import java.io.IOException;
import vtp.engine.config.LoadOptions;
import vtp.engine.config.WeightType;
import vtp.engine.files.SyntheticCheckpoint;
import vtp.generation.Generator;
import vtp.generation.GeneratorSource;
import vtp.generation.config.DitConfig;
import vtp.generation.config.DitSize;

/** LightningDiTs as VTP trains them, with synthetic weights. */
final class Generators {
    private static final int SIDE = 16;
    private static final int CHANNELS = 64;
    private static final int CLASSES = 1000;

    private Generators() {}

    static Generator load(DitSize size, int patch, int threads, WeightType weights) throws IOException {
        DitConfig config = new DitConfig(
                size.depth(),
                size.width(),
                size.heads(),
                patch,
                SIDE,
                CHANNELS,
                CLASSES,
                false,
                true,
                true,
                true,
                false,
                false);
        return Generator.load(
                config.summary(),
                config,
                SyntheticCheckpoint.drawn(GeneratorSource.parameters(config)),
                LoadOptions.defaults().withThreads(threads).withWeights(weights));
    }
}
