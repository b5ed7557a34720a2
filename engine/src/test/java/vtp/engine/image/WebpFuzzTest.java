package vtp.engine.image;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;

/**
 * Any bytes are a WebP file, or a frame in one, that is a picture, or that is refused in one line and not by accident.
 * Run as a test on its corpus; {@code JAZZER_FUZZ=1 ./mvnw -pl engine -am test -Dtest=WebpFuzzTest
 * -Dsurefire.failIfNoSpecifiedTests=false} searches for more.
 */
@Tag("any-width")
class WebpFuzzTest {
    private static final PictureReader SMALL = new PictureReader(Orientation.EXIF, 100_000);

    @FuzzTest(maxDuration = "10m")
    void anyBytesAreAPictureOrAreRefused(byte[] bytes) {
        read(bytes);
        read(framed("VP8 ", bytes));
        read(framed("VP8L", bytes));
    }

    private static void read(byte[] file) {
        try {
            Rgb picture = SMALL.read(file, "fuzz");
            if ((long) picture.width() * picture.height() > 100_000) {
                throw new AssertionError("too large: " + picture);
            }
        } catch (PictureException refused) {
            if (refused.getMessage().length() > 1000 || refused.getMessage().contains("\n")) {
                throw new AssertionError("not one line", refused);
            }
            if (refused.getCause() instanceof RuntimeException accident
                    && PictureFormat.of(file) == PictureFormat.WEBP) {
                throw new AssertionError("an accident", accident);
            }
        }
    }

    private static byte[] framed(String name, byte[] frame) {
        int padded = frame.length + frame.length % 2;
        return ByteBuffer.allocate(20 + padded)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(12 + padded)
                .put(("WEBP" + name).getBytes(StandardCharsets.US_ASCII))
                .putInt(frame.length)
                .put(frame)
                .array();
    }
}
