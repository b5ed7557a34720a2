package vtp.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import vtp.engine.VtpModel;
import vtp.engine.config.LoadOptions;
import vtp.engine.config.Part;
import vtp.engine.files.ModelSource;
import vtp.engine.files.Released;
import vtp.engine.files.SyntheticCheckpoint;

/**
 * Models of the released sizes: of the folder that {@code VTP_BENCH_MODELS} names, with {@code small}, {@code base} and
 * {@code large} in it; what is not there has synthetic weights.
 */
final class Models {
    private static final String VARIABLE = "VTP_BENCH_MODELS";

    private Models() {}

    static VtpModel load(Released size, Machine machine, Part... parts) {
        try {
            LoadOptions options =
                    LoadOptions.defaults().withThreads(machine.threads).withParts(parts);
            return VtpModel.load(files(size), options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ModelSource files(Released size) throws IOException {
        String folder = System.getenv(VARIABLE);
        if (folder != null) {
            Path model = Path.of(folder, size.shortName());
            if (Files.exists(model)) {
                return ModelSource.folder(model);
            }
        }
        return ModelSource.memory(size.shortName(), size.configJson(), SyntheticCheckpoint.bytes(size.config()));
    }
}
