package vtp.loader.torch;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import vtp.loader.LoaderException;

/**
 * Any bytes are tensors that can be read, or are refused by a {@link LoaderException}. Run as a test on its corpus;
 * {@code JAZZER_FUZZ=1 ./mvnw -pl loader test -Dtest=TorchFuzzTest} searches for more.
 */
class TorchFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void anyBytesAreTensorsOrRefused(byte[] bytes) throws IOException {
        load(bytes);
        // The same as the pickle of a zip file with a storage of four float32.
        load(TorchFiles.zip(bytes, Map.of("0", TorchFiles.floats(1, 2, 3, 4))));
    }

    private static void load(byte[] file) throws IOException {
        try (TorchFile torch = TorchFile.ofMemory("fuzz", MemorySegment.ofArray(file))) {
            for (TorchTensor tensor : torch.tensors().values()) {
                long elements = Math.min(1000, tensor.elementCount());
                byte[] copy = new byte[(int) elements * tensor.dtype().bytes()];
                tensor.copy(0, MemorySegment.ofArray(copy));
                tensor.copy(tensor.elementCount() - elements, MemorySegment.ofArray(copy));
            }
        } catch (LoaderException refused) {
            if (refused.getMessage().length() > 1000 || refused.getMessage().contains("\n")) {
                throw new AssertionError("not one line", refused);
            }
        }
    }
}
