package vtp.loader;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * Any bytes are an array as long as its shape says, or are refused by an {@link NpyException}. Run as a test on its
 * corpus; {@code JAZZER_FUZZ=1 ./mvnw -pl loader test -Dtest=NpyFuzzTest} searches for more.
 */
class NpyFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void anyBytesAreAnArrayOrRefused(byte[] bytes) throws IOException {
        try {
            Npy array = Npy.ofMemory("fuzz", MemorySegment.ofArray(bytes));
            if (array.dtype().byteSize(array.shape()) != array.data().byteSize()) {
                throw new AssertionError("size of " + array);
            }
        } catch (NpyException refused) {
            if (refused.getMessage().length() > 1000 || refused.getMessage().contains("\n")) {
                throw new AssertionError("not one line", refused);
            }
        }
    }
}
