package vtp.evaluation;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import vtp.engine.config.ParameterSpec;
import vtp.engine.files.SyntheticCheckpoint;

/** Weights made from the names of a network's tensors, as those were that the references ran with. */
public final class SyntheticWeights {
    private SyntheticWeights() {}

    public static Path write(Path file, List<ParameterSpec> network) throws IOException {
        MemorySegment bytes = SyntheticCheckpoint.bytes(network);
        try (OutputStream out = Files.newOutputStream(file);
                WritableByteChannel channel = Channels.newChannel(out)) {
            channel.write(bytes.asByteBuffer());
        }
        return file;
    }
}
