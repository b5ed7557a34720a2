package vtp.loader.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.util.Map;
import java.util.TreeMap;
import vtp.loader.ZipWriter;

/** Small PyTorch files for the tests, of any pickle and storages. */
final class TorchFiles {
    private TorchFiles() {}

    static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    static byte[] zip(byte[] pickle, Map<String, byte[]> storages) throws IOException {
        return zip(pickle, storages, "little");
    }

    static byte[] zip(byte[] pickle, Map<String, byte[]> storages, String byteOrder) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ZipWriter zip = new ZipWriter(Channels.newChannel(out));
        add(zip, "top/data.pkl", pickle);
        add(zip, "top/byteorder", byteOrder.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        for (Map.Entry<String, byte[]> storage : new TreeMap<>(storages).entrySet()) {
            add(zip, "top/data/" + storage.getKey(), storage.getValue());
        }
        zip.finish();
        return out.toByteArray();
    }

    private static void add(ZipWriter zip, String name, byte[] bytes) throws IOException {
        zip.begin(name, bytes.length);
        zip.write(MemorySegment.ofArray(bytes));
    }
}
