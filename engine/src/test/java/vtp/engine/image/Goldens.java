package vtp.engine.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import vtp.loader.Checkpoint;
import vtp.loader.Json;
import vtp.loader.TensorInfo;

/** Files under testdata/goldens, and the test pictures that they speak of. */
final class Goldens {
    static final Path FOLDER = Path.of("..", "testdata", "goldens");

    private Goldens() {}

    /** The rows of a golden that is a JSON array of objects. */
    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> rows(String name) {
        try {
            ByteArrayOutputStream object = new ByteArrayOutputStream();
            object.writeBytes("{\"rows\":".getBytes(StandardCharsets.UTF_8));
            object.writeBytes(Files.readAllBytes(FOLDER.resolve(name)));
            object.write('}');
            return (List<Map<String, Object>>)
                    Json.readObject(name, object.toByteArray()).get("rows");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A number of a row, or the i-th of a list of numbers. */
    static int number(Map<String, Object> row, String key, int i) {
        Object value = row.get(key);
        return ((Number) (value instanceof List<?> list ? list.get(i) : value)).intValue();
    }

    static Rgb rgb(Checkpoint file, String tensor) throws IOException {
        TensorInfo info = file.tensors().get(tensor);
        byte[] data = new byte[Math.toIntExact(info.byteSize())];
        file.copy(info, 0, MemorySegment.ofArray(data));
        return new Rgb(info.shape().get(0).intValue(), info.shape().get(1).intValue(), data);
    }

    /**
     * All must be equal but JPEG: its standard leaves the inverse DCT and the chroma interpolation open. The JDK's
     * libjpeg computes them as Pillow's libjpeg-turbo does, but either may change, so 4 levels are allowed.
     */
    static void assertReadAsPillow(String file, Rgb picture, Rgb expected) {
        assertThat(List.of(picture.height(), picture.width())).containsExactly(expected.height(), expected.width());
        int largest = 0;
        for (int i = 0; i < picture.data().length; i++) {
            largest = Math.max(largest, Math.abs((picture.data()[i] & 0xff) - (expected.data()[i] & 0xff)));
        }
        assertThat(largest).isLessThanOrEqualTo(file.endsWith(".jpg") ? 4 : 0);
    }

    static float[] floats(Checkpoint file, String tensor) throws IOException {
        TensorInfo info = file.tensors().get(tensor);
        byte[] bytes = new byte[Math.toIntExact(info.byteSize())];
        file.copy(info, 0, MemorySegment.ofArray(bytes));
        return MemorySegment.ofArray(bytes)
                .toArray(ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN));
    }

    static String sha256(Rgb picture) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(picture.data()));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** Noise: value(y, x, c) = mix(((y · 65536 + x) · 4 + c + 1) · golden ratio) >> 56, mix being SplitMix64's. */
    static Rgb drawn(int height, int width) {
        Rgb picture = Rgb.black(height, width);
        int to = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < 3; c++) {
                    long z = ((y * 65536L + x) * 4 + c + 1) * 0x9E3779B97F4A7C15L;
                    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
                    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
                    picture.data()[to++] = (byte) ((z ^ (z >>> 31)) >>> 56);
                }
            }
        }
        return picture;
    }

    /** Ramps: (x · 255 / (w − 1) + y · 255 / (h − 1)) / 2 + 40 c, clipped, in integers. */
    static Rgb smooth(int height, int width) {
        Rgb picture = Rgb.black(height, width);
        int to = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int mean = (x * 255 / Math.max(width - 1, 1) + y * 255 / Math.max(height - 1, 1)) / 2;
                for (int c = 0; c < 3; c++) {
                    picture.data()[to++] = (byte) Math.min(mean + 40 * c, 255);
                }
            }
        }
        return picture;
    }
}
