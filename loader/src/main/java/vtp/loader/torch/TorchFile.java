package vtp.loader.torch;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import vtp.loader.Bytes;
import vtp.loader.FileKind;
import vtp.loader.torch.TorchException.Kind;

/**
 * The tensors of an opened PyTorch file, of the zip or the legacy format: what {@code torch.save} wrote, a state
 * dictionary or a checkpoint with several.
 *
 * <p>Opening reads the file's pickle, and nothing of its tensors. These are read when asked for, tensor by tensor, or
 * piece by piece, so that a checkpoint larger than memory can be read. All methods may be called by several threads at
 * once; after {@link #close} reading fails with an {@link IOException}.
 *
 * @since 0.1.0
 */
public final class TorchFile implements Closeable {
    /** Where a checkpoint has the weights to use, the best first: the averaged ones, then those of the last step. */
    private static final String[] WEIGHTS = {"ema", "model", "state_dict"};

    /** What PyTorch puts before names when a network was trained on several devices. */
    private static final String WRAPPED = "module.";

    private static final int START_BYTES = 512;

    private final Bytes file;
    private final Object root;
    private final Map<String, TorchTensor> tensors;

    private TorchFile(Bytes file, Object root) throws TorchException {
        this.file = file;
        this.root = root;
        this.tensors = Collections.unmodifiableMap(Flattener.flatten(new Fault(file.name()), root));
    }

    /**
     * Opens a file.
     *
     * @throws TorchException if it is malformed, or needs what no file of tensors does
     * @throws vtp.loader.ZipException if the zip archive that it is in is malformed
     * @throws vtp.loader.FileAccessException if there is none, or it cannot be read
     */
    public static TorchFile open(Path path) throws IOException {
        Bytes file = Bytes.open(path);
        try {
            return of(file);
        } catch (Throwable e) {
            file.close();
            throw e;
        }
    }

    /**
     * Opens a file held in memory.
     *
     * @param name what messages call it
     * @param bytes the whole file, which must stay alive and unchanged as long as this is used
     * @throws vtp.loader.LoaderException as {@link #open}
     */
    public static TorchFile ofMemory(String name, MemorySegment bytes) throws IOException {
        return of(Bytes.ofMemory(name, bytes));
    }

    private static TorchFile of(Bytes file) throws IOException {
        byte[] start = start(file);
        if (isZip(start)) {
            return new TorchFile(file, ZipFormat.read(file));
        }
        if (isLegacy(start)) {
            return new TorchFile(file, LegacyFormat.read(file));
        }
        String found = FileKind.of(start).map(kind -> "is " + kind).orElse("begins as no known format does");
        throw new TorchException(Kind.NOT_TORCH, file.name(), found + ", but a PyTorch file is needed");
    }

    /** Whether a file begins as one of {@code torch.save} does. */
    static boolean is(Bytes file) throws IOException {
        byte[] start = start(file);
        return isZip(start) || isLegacy(start);
    }

    private static byte[] start(Bytes file) throws IOException {
        byte[] start = new byte[(int) Math.min(START_BYTES, file.size())];
        file.copy(0, MemorySegment.ofArray(start));
        return start;
    }

    private static boolean isZip(byte[] start) {
        return start.length >= 2 && start[0] == 'P' && start[1] == 'K';
    }

    private static boolean isLegacy(byte[] start) {
        int length = LegacyFormat.START.length;
        return start.length >= length && Arrays.equals(start, 0, length, LegacyFormat.START, 0, length);
    }

    /** All its tensors by their dotted names, in the file's order. */
    public Map<String, TorchTensor> tensors() {
        return tensors;
    }

    /**
     * The weights of its network, by the network's own names: those in the dictionary {@code ema}, or else {@code
     * model} or {@code state_dict}, or else all tensors; without the {@code module.} that training on several devices
     * puts before all names.
     *
     * @throws TorchException if two of them then have the same name
     */
    public Map<String, TorchTensor> weights() throws TorchException {
        Fault fault = new Fault(file.name());
        Map<String, TorchTensor> found = tensors;
        if (root instanceof PyDict dict) {
            for (String key : WEIGHTS) {
                if (dict.entries().get(key) instanceof PyDict inner) {
                    found = Flattener.flatten(fault, inner);
                    break;
                }
            }
        }
        if (found.keySet().stream().anyMatch(name -> !name.startsWith(WRAPPED))) {
            return Collections.unmodifiableMap(found);
        }
        Map<String, TorchTensor> unwrapped = new LinkedHashMap<>();
        found.forEach((name, tensor) -> {
            String bare = name.substring(WRAPPED.length());
            unwrapped.put(bare, tensor.named(bare));
        });
        return Collections.unmodifiableMap(unwrapped);
    }

    /**
     * Finds a tensor that must be there.
     *
     * @throws TorchException of kind MISSING_TENSOR if there is none of this name
     */
    public TorchTensor require(String tensor) throws TorchException {
        TorchTensor found = tensors.get(tensor);
        if (found == null) {
            throw new TorchException(
                    Kind.MISSING_TENSOR,
                    file.name(),
                    "has no tensor " + Fault.shown(tensor) + " but " + tensors.size() + " others");
        }
        return found;
    }

    /** Bytes of the file. */
    public long fileBytes() {
        return file.size();
    }

    /** The file, as messages name it. */
    public String name() {
        return file.name();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
