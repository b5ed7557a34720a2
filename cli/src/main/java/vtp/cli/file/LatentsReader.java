package vtp.cli.file;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import vtp.cli.console.Terminal;
import vtp.loader.Checkpoint;
import vtp.loader.FloatReader;
import vtp.loader.Npy;
import vtp.loader.Quote;
import vtp.loader.TensorInfo;

/** Opens files of latents, safetensors or npy, and standard input as often as need be. */
public final class LatentsReader {
    private static final byte[] NPY_MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    private static final int LISTED = 8;

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
        if (path == null) {
            return openStandardInput(input);
        }
        if (path.toString().toLowerCase(Locale.ROOT).endsWith(TensorFormat.NPY.suffix())) {
            return ofNpy(Npy.read(path));
        }
        return ofSafetensors(Checkpoint.open(path));
    }

    private LatentsFile openStandardInput(InputFile input) throws IOException {
        byte[] bytes = standardInput == null ? terminal.in().readAllBytes() : standardInput;
        standardInput = bytes;
        MemorySegment segment = MemorySegment.ofArray(bytes);
        boolean npy = bytes.length > NPY_MAGIC.length
                && segment.asSlice(0, NPY_MAGIC.length).mismatch(MemorySegment.ofArray(NPY_MAGIC)) < 0;
        return npy
                ? ofNpy(Npy.ofMemory(input.name(), segment))
                : ofSafetensors(Checkpoint.ofMemory(input.name(), segment));
    }

    private LatentsFile ofNpy(Npy array) throws IOException {
        return new LatentsFile("the array", FloatReader.of("npy", array), array.shape(), channels, Map.of(), () -> {});
    }

    private LatentsFile ofSafetensors(Checkpoint checkpoint) throws IOException {
        try {
            TensorInfo tensor = choose(checkpoint);
            return new LatentsFile(
                    "tensor \"" + tensor.name() + "\"",
                    FloatReader.of(checkpoint, tensor),
                    tensor.shape(),
                    channels,
                    checkpoint.metadata(),
                    checkpoint::close);
        } catch (Throwable e) {
            checkpoint.close();
            throw e;
        }
    }

    private TensorInfo choose(Checkpoint checkpoint) throws IOException {
        SortedMap<String, TensorInfo> tensors = checkpoint.tensors();
        String wanted = key == null ? LatentsFile.KEY : key;
        if (tensors.containsKey(wanted) || checkpoint.unknownTypes().containsKey(wanted)) {
            return checkpoint.require(wanted);
        }
        if (key == null && tensors.size() == 1) {
            return tensors.values().iterator().next();
        }
        String all = tensors.isEmpty() ? "no tensors" : listed(tensors.keySet());
        throw new IOException(
                "has no tensor \"" + wanted + "\" but " + all + (key == null ? "; name one with --key" : ""));
    }

    private static String listed(Collection<String> names) {
        List<String> first = names.stream().limit(LISTED).map(Quote::of).toList();
        return String.join(", ", first) + (names.size() > LISTED ? " and " + (names.size() - LISTED) + " more" : "");
    }
}
