package vtp.loader.torch;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import vtp.loader.Bytes;
import vtp.loader.FileKind;
import vtp.loader.Quote;
import vtp.loader.ZipArchive;
import vtp.loader.torch.TorchException.Kind;

/** The format since PyTorch 1.6: a zip archive with TOP/data.pkl, and TOP/data/KEY for each storage. */
final class ZipFormat implements Storage.Home {
    private static final int LONGEST_BYTEORDER = 16;

    private final Fault fault;
    private final ZipArchive archive;
    /** What everything lies in: the first part of the first name. */
    private final String top;
    /** Opened once each, since a deflated one keeps its place. */
    private final Map<String, Bytes> opened = new ConcurrentHashMap<>();

    private ZipFormat(Fault fault, ZipArchive archive, String top) {
        this.fault = fault;
        this.archive = archive;
        this.top = top;
    }

    /** Reads the pickle. */
    static Object read(Bytes file) throws IOException {
        Fault fault = new Fault(file.name());
        ZipArchive archive = ZipArchive.open(file);
        String first = archive.entries().keySet().stream().findFirst().orElse("");
        ZipFormat format = new ZipFormat(fault, archive, first.replaceFirst("/.*", "") + "/");
        ZipArchive.Entry pickle = archive.entries().get(format.top + "data.pkl");
        if (pickle == null) {
            byte[] start = new byte[(int) Math.min(512, file.size())];
            file.copy(0, MemorySegment.ofArray(start));
            throw fault.of(
                    Kind.NOT_TORCH,
                    "is " + FileKind.of(start).orElse("a zip file") + " without " + Quote.of(format.top + "data.pkl")
                            + ", but a PyTorch file is needed");
        }
        format.checkByteOrder();
        return Pickle.load(fault, new PickleBytes(fault, archive.open(pickle)), format::storage);
    }

    private void checkByteOrder() throws IOException {
        ZipArchive.Entry entry = archive.entries().get(top + "byteorder");
        if (entry == null) {
            return;
        }
        byte[] text = new byte[(int) Math.min(LONGEST_BYTEORDER, entry.size())];
        try (Bytes bytes = archive.open(entry)) {
            bytes.copy(0, MemorySegment.ofArray(text));
        }
        String order = new String(text, StandardCharsets.ISO_8859_1).strip();
        if (!order.equals("little")) {
            throw fault.of(
                    Kind.BIG_ENDIAN,
                    "has its numbers in the byte order " + Quote.of(order)
                            + ", but little is needed: save it on another machine");
        }
    }

    private Storage storage(List<Object> id) throws TorchException {
        Storage storage = StorageId.storage(fault, id, this);
        ZipArchive.Entry entry = archive.entries().get(top + "data/" + storage.key());
        if (entry == null || entry.size() != storage.byteSize()) {
            throw fault.of(
                    Kind.BAD_STORAGE,
                    "should have " + storage.byteSize() + " bytes in the entry "
                            + Quote.of(top + "data/" + storage.key()) + ", but "
                            + (entry == null ? "there is no such entry" : "has " + entry.size())
                            + "; download or copy it again");
        }
        return storage;
    }

    @Override
    public Bytes open(Storage storage) throws IOException {
        Bytes bytes = opened.get(storage.key());
        if (bytes == null) {
            ZipArchive.Entry entry = archive.entries().get(top + "data/" + storage.key());
            if (entry == null) {
                throw new IllegalStateException("the entry was there when the pickle was read");
            }
            Bytes mine = archive.open(entry);
            Bytes before = opened.putIfAbsent(storage.key(), mine);
            bytes = before == null ? mine : before;
        }
        return bytes;
    }
}
