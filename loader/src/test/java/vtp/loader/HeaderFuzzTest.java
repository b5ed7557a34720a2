package vtp.loader;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Any bytes are a checkpoint whose tensors can be copied, or are refused by a {@link SafetensorsException}. Run as a
 * test on its corpus; {@code JAZZER_FUZZ=1 ./mvnw -pl loader test -Dtest=HeaderFuzzTest} searches for more.
 */
class HeaderFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void anyBytesLoadOrAreRefused(byte[] bytes) throws IOException {
        load(bytes);
        // The same as a header of the right length, with as much data as makes four 32-bit numbers.
        byte[] framed = new byte[8 + bytes.length + 16];
        ByteBuffer.wrap(framed)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(bytes.length)
                .put(bytes);
        load(framed);
    }

    private static void load(byte[] file) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.ofMemory("fuzz", MemorySegment.ofArray(file))) {
            long data = 0;
            for (TensorInfo tensor : checkpoint.tensors().values()) {
                byte[] copy = new byte[(int) tensor.byteSize()];
                checkpoint.copy(tensor, 0, MemorySegment.ofArray(copy));
                data += copy.length;
                if (tensor.dtype().byteSize(tensor.shape()) != copy.length) {
                    throw new AssertionError("size of " + tensor);
                }
            }
            if (data > file.length - 8) {
                throw new AssertionError("more data than the file has");
            }
        } catch (SafetensorsException refused) {
            if (refused.getMessage().length() > 1000 || refused.getMessage().contains("\n")) {
                throw new AssertionError("not one line", refused);
            }
        }
    }
}
