package vtp.loader;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Small files for the tests. */
final class Fixtures {
    private static final Path TESTDATA = Path.of("..", "testdata", "loader");

    private Fixtures() {}

    static Path testdata(String name) {
        return TESTDATA.resolve(name);
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A safetensors file of this header, with data bytes 0, 1, 2, … */
    static byte[] safetensors(String header, int dataBytes) {
        return safetensors(header.getBytes(StandardCharsets.UTF_8), dataBytes);
    }

    static byte[] safetensors(byte[] header, int dataBytes) {
        ByteBuffer file = ByteBuffer.allocate(8 + header.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length).put(header);
        for (int i = 0; i < dataBytes; i++) {
            file.put((byte) i);
        }
        return file.array();
    }

    static Checkpoint open(byte[] file) throws IOException {
        return Checkpoint.ofMemory("test.safetensors", MemorySegment.ofArray(file));
    }

    static byte[] data(Checkpoint checkpoint, String tensor) throws IOException {
        TensorInfo info = checkpoint.tensors().get(tensor);
        MemorySegment data = MemorySegment.ofArray(new byte[(int) info.byteSize()]);
        checkpoint.copy(info, 0, data);
        return data.toArray(ValueLayout.JAVA_BYTE);
    }
}
