package vtp.loader.torch;

import java.util.List;
import vtp.loader.Dtype;
import vtp.loader.torch.TorchException.Kind;

/** What the persistent id of a storage says in both formats: ("storage", type, key, location, element count). */
final class StorageId {
    private static final int FIELDS = 5;

    private StorageId() {}

    /** The storage, if it can exist. */
    static Storage storage(Fault fault, List<Object> id, Storage.Home home) throws TorchException {
        if (id.size() >= FIELDS
                && id.get(0).equals("storage")
                && id.get(1) instanceof Globals type
                && id.get(2) instanceof String key
                && id.get(4) instanceof Long elements) {
            Dtype dtype = type.dtype();
            if (dtype != null && elements >= 0 && elements <= Long.MAX_VALUE / dtype.bytes()) {
                return new Storage(dtype, key, elements, home);
            }
        }
        throw fault.of(
                Kind.BAD_STORAGE,
                "has a storage that is not described by (\"storage\", type, key, location, element count)");
    }
}
