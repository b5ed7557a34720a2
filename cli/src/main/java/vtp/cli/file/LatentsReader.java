package vtp.cli.file;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import vtp.cli.console.Terminal;
import vtp.engine.files.LatentsFile;

/** Opens files of latents, safetensors or npy, and standard input as often as need be. */
public final class LatentsReader {
    private final Terminal terminal;
    private final int channels;
    private final @Nullable String key;
    private byte @Nullable [] standardInput;

    /**
     * For latents of a model.
     *
     * @param channels that its latents have
     * @param key the tensor's name; if null, "latents" or the only one
     */
    public LatentsReader(Terminal terminal, int channels, @Nullable String key) {
        this.terminal = terminal;
        this.channels = channels;
        this.key = key;
    }

    /** Opens a file and reads its header, to be closed. */
    public LatentsFile open(InputFile input) throws IOException {
        input.check();
        Path path = input.path();
        if (path != null) {
            return LatentsFile.open(path, channels, key);
        }
        byte[] bytes = standardInput == null ? terminal.in().readAllBytes() : standardInput;
        standardInput = bytes;
        return LatentsFile.ofMemory(input.name(), bytes, channels, key);
    }
}
