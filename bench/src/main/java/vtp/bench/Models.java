package vtp.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import vtp.engine.LoadOptions;
import vtp.engine.ModelFiles;
import vtp.engine.Released;
import vtp.engine.SyntheticCheckpoint;
import vtp.engine.Tower;
import vtp.engine.VtpModel;

/**
 * Models of the released sizes: of the folder that {@code VTP_BENCH_MODELS} names, with {@code small}, {@code base} and {@code large} in
 * it; what is not there has synthetic weights.
 */
final class Models {
    private static final String VARIABLE = "VTP_BENCH_MODELS";

    private Models() {}

    static VtpModel load(Released size, Machine machine, Tower... towers) {
        try {
            LoadOptions options =
                    LoadOptions.defaults().withThreads(machine.threads).withTowers(towers);
            return VtpModel.load(files(size), options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ModelFiles files(Released size) throws IOException {
        String folder = System.getenv(VARIABLE);
        if (folder != null) {
            Path model = Path.of(folder, size.shortName());
            if (Files.exists(model)) {
                return ModelFiles.folder(model);
            }
        }
        return ModelFiles.memory(size.shortName(), size.configJson(), SyntheticCheckpoint.bytes(size.config()));
    }
}
