package vtp.loader;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * Any bytes are arrays that can be read, or are refused by a {@link LoaderException}. Run as a test on its corpus;
 * {@code JAZZER_FUZZ=1 ./mvnw -pl loader test -Dtest=NpzFuzzTest} searches for more.
 */
class NpzFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void anyBytesAreArraysOrRefused(byte[] bytes) throws IOException {
        try (Npz file = Npz.ofMemory("fuzz", MemorySegment.ofArray(bytes))) {
            for (Npz.Array array : file.arrays().values()) {
                if (array.dtype().byteSize(array.shape()) != array.byteSize()) {
                    throw new AssertionError("size of " + array.name());
                }
                array.copy(0, MemorySegment.ofArray(new byte[(int) Math.min(1 << 20, array.byteSize())]));
            }
        } catch (LoaderException refused) {
            if (refused.getMessage().length() > 1000 || refused.getMessage().contains("\n")) {
                throw new AssertionError("not one line", refused);
            }
        }
    }
}
