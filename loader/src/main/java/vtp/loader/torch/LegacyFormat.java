package vtp.loader.torch;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import vtp.loader.Bytes;
import vtp.loader.torch.TorchException.Kind;

/**
 * The format before PyTorch 1.6: the pickles of a magic number, a version, a dictionary of byte order, the object, and
 * a list of keys; then for each key, in that order, a 64-bit element count and the elements.
 */
final class LegacyFormat implements Storage.Home {
    /** How a file begins: protocol 2, and the magic number. */
    static final byte[] START = {
        (byte) 0x80,
        2,
        (byte) 0x8a,
        10,
        0x6c,
        (byte) 0xfc,
        (byte) 0x9c,
        0x46,
        (byte) 0xf9,
        0x20,
        0x6a,
        (byte) 0xa8,
        0x50,
        0x19,
        '.'
    };

    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final Long VERSION = 1001L;

    private static final ValueLayout.OfLong COUNT = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Fault fault;
    private final Bytes file;
    /** The storages that the object names, and where the bytes of each begin. */
    private final Map<String, Storage> storages = new HashMap<>();

    private final Map<String, Long> begins = new HashMap<>();

    private LegacyFormat(Fault fault, Bytes file) {
        this.fault = fault;
        this.file = file;
    }

    /** Reads the pickles, and finds the storages. */
    static Object read(Bytes file) throws IOException {
        Fault fault = new Fault(file.name());
        LegacyFormat format = new LegacyFormat(fault, file);
        PickleBytes pickles = new PickleBytes(fault, file);
        Object magic = Pickle.load(fault, pickles, format::none);
        Object version = Pickle.load(fault, pickles, format::none);
        if (!magic.equals(MAGIC) || !version.equals(VERSION)) {
            throw fault.of(
                    Kind.NOT_TORCH,
                    "is of version " + Fault.shown(version) + " of PyTorch's legacy format, but 1001 is needed");
        }
        Object system = Pickle.load(fault, pickles, format::none);
        if (!(system instanceof PyDict dict)
                || !Boolean.TRUE.equals(dict.entries().get("little_endian"))) {
            throw fault.of(
                    Kind.BIG_ENDIAN, "does not say that its numbers are little-endian: save it on another machine");
        }
        Object root = Pickle.load(fault, pickles, format::storage);
        Object keys = Pickle.load(fault, pickles, format::none);
        format.find(keys, pickles.position());
        return root;
    }

    private Storage none(List<Object> id) throws TorchException {
        throw fault.of(Kind.BAD_STORAGE, "has a storage before or after its object");
    }

    /** The id has a sixth field: None, or (key, offset, element count) of a view of the storage. */
    private Storage storage(List<Object> id) throws TorchException {
        Storage whole = StorageId.storage(fault, id, this);
        Storage before = storages.putIfAbsent(whole.key(), whole);
        if (before != null && (before.dtype() != whole.dtype() || before.elements() != whole.elements())) {
            throw fault.of(Kind.BAD_STORAGE, "describes its storage " + Fault.shown(whole.key()) + " in two ways");
        }
        if (id.size() == 5 || id.get(5) instanceof PyNone) {
            return whole;
        }
        if (id.get(5) instanceof PyTuple view
                && view.items().size() == 3
                && view.items().get(1) instanceof Long offset
                && view.items().get(2) instanceof Long elements
                && offset >= 0
                && elements >= 0
                && elements <= whole.elements() - offset) {
            int bytes = whole.dtype().bytes();
            return new Storage(
                    whole.dtype(),
                    whole.key(),
                    elements,
                    part -> whole.bytes().slice(file.name(), offset * bytes, part.byteSize()));
        }
        throw fault.of(
                Kind.BAD_STORAGE,
                "has a view that does not lie in its storage " + Fault.shown(whole.key()) + ", of " + whole.elements()
                        + " elements");
    }

    private void find(Object keys, long firstByte) throws IOException {
        if (!(keys instanceof PyList list)) {
            throw fault.of(Kind.BAD_STORAGE, "has " + Fault.shown(keys) + " where the list of its storages should be");
        }
        long position = firstByte;
        for (Object key : list.items()) {
            Storage storage = key instanceof String name ? storages.get(name) : null;
            if (storage == null || begins.containsKey(storage.key())) {
                throw fault.of(
                        Kind.BAD_STORAGE,
                        "lists the storage " + Fault.shown(key)
                                + (storage == null ? ", which no tensor uses" : " twice"));
            }
            long begin = position + Long.BYTES;
            if (begin > file.size() || storage.byteSize() > file.size() - begin) {
                throw fault.of(
                        Kind.BAD_STORAGE,
                        "should have " + storage.byteSize() + " bytes of storage "
                                + Fault.shown(key) + " from byte " + begin + " on, but ends at byte " + file.size()
                                + ": cut short; download or copy it again");
            }
            MemorySegment count = MemorySegment.ofArray(new byte[Long.BYTES]);
            file.copy(position, count);
            if (count.get(COUNT, 0) != storage.elements()) {
                throw fault.of(
                        Kind.BAD_STORAGE,
                        "has " + count.get(COUNT, 0) + " elements of storage " + Fault.shown(key) + " at byte "
                                + position + ", but its tensors need " + storage.elements());
            }
            begins.put(storage.key(), begin);
            position = begin + storage.byteSize();
        }
        for (String key : storages.keySet()) {
            if (!begins.containsKey(key)) {
                throw fault.of(Kind.BAD_STORAGE, "uses the storage " + Fault.shown(key) + ", which it does not list");
            }
        }
    }

    @Override
    public Bytes open(Storage storage) {
        Long begin = begins.get(storage.key());
        if (begin == null) {
            throw new IllegalStateException("all storages were found when the file was read");
        }
        return file.slice(file.name(), begin, storage.byteSize());
    }
}
