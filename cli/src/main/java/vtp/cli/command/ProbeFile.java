package vtp.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import vtp.cli.console.UsageException;
import vtp.cli.file.Provenance;
import vtp.engine.files.CheckpointDigest;
import vtp.engine.files.ModelSource;
import vtp.evaluation.probe.LinearProbe;

/** A trained classifier that is named on the command line. */
final class ProbeFile {
    private ProbeFile() {}

    /**
     * Reads it.
     *
     * @throws UsageException if it was trained on another model, or is none
     */
    static LinearProbe read(String file, ModelSource files) throws IOException {
        Path path = Path.of(file);
        if (!Files.isRegularFile(path)) {
            throw new UsageException("--probe " + file + ": no such file");
        }
        LinearProbe probe;
        try {
            probe = LinearProbe.read(path);
        } catch (IOException e) {
            throw new UsageException("--probe " + e.getMessage(), e);
        }
        Provenance.of(probe.facts())
                .otherModel(files.name(), CheckpointDigest.fingerprint(files))
                .ifPresent(other -> {
                    throw new UsageException("--probe " + file + ": was trained on features of " + other
                            + ", and means nothing to " + files.name());
                });
        return probe;
    }
}
