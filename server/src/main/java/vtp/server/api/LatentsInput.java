package vtp.server.api;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vtp.engine.files.LatentsFile;
import vtp.engine.tensor.Latents;
import vtp.loader.VtpException;
import vtp.server.http.Call;
import vtp.server.http.Refusal;

/** The latents of a request: an object in JSON, an npy or safetensors file, or bare numbers. */
final class LatentsInput {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final String BARE = "application/x-float32";

    private final int channels;
    private final int most;
    private final long mostPositions;

    /**
     * Latents of a model.
     *
     * @param channels that they have
     * @param most pictures of a request
     * @param mostPositions of a picture, h · w
     */
    LatentsInput(int channels, int most, long mostPositions) {
        this.channels = channels;
        this.most = most;
        this.mostPositions = mostPositions;
    }

    /** Reads them, one of each picture. */
    List<Latents> read(Call call, Inputs inputs, Options options) throws Refusal, VtpException {
        byte[] body = inputs.body();
        if (body == null) {
            return ofJson(options.raw("latents"));
        }
        if (call.mediaType().equals(BARE)) {
            return ofFloats(shape(options), floats(body));
        }
        return ofFile(body);
    }

    private List<Latents> ofJson(@Nullable Object value) throws Refusal {
        if (!(value instanceof Map<?, ?> object) || !(object.get("shape") instanceof List<?> shape)) {
            throw Options.bad("latents", "must be an object with shape, an array of whole numbers, and data");
        }
        long[] sides = new long[shape.size()];
        for (int i = 0; i < sides.length; i++) {
            if (!(shape.get(i) instanceof Long side)) {
                throw Options.bad("latents", "shape must be an array of whole numbers");
            }
            sides[i] = side;
        }
        Object data = object.get("data");
        if (data instanceof String base64) {
            try {
                return ofFloats(sides, floats(Base64.getDecoder().decode(base64)));
            } catch (IllegalArgumentException e) {
                throw Options.bad("latents", "data is not valid base64");
            }
        }
        if (!(data instanceof List<?> numbers)) {
            throw Options.bad("latents", "data must be an array of numbers, or base64 of little-endian float32");
        }
        float[] floats = new float[numbers.size()];
        for (int i = 0; i < floats.length; i++) {
            if (!(numbers.get(i) instanceof Number number)) {
                throw Options.bad("latents", "data has something at " + i + " that is not a number");
            }
            floats[i] = number.floatValue();
        }
        return ofFloats(sides, floats);
    }

    private static long[] shape(Options options) throws Refusal {
        List<String> words = options.words("shape");
        try {
            return words.stream().mapToLong(Long::parseLong).toArray();
        } catch (NumberFormatException e) {
            throw Options.bad("shape", "must be whole numbers with commas between, as in shape=1,64,16,16");
        }
    }

    private static float[] floats(byte[] bytes) throws Refusal {
        if (bytes.length % Float.BYTES != 0) {
            throw Options.bad("latents", bytes.length + " bytes are no whole number of float32");
        }
        float[] floats = new float[bytes.length / Float.BYTES];
        MemorySegment.copy(MemorySegment.ofArray(bytes), FLOAT, 0, floats, 0, floats.length);
        return floats;
    }

    private List<Latents> ofFloats(long[] shape, float[] data) throws Refusal {
        boolean fits = shape.length == 3 || shape.length == 4;
        long count = shape.length == 4 ? shape[0] : 1;
        fits = fits && shape[shape.length - 3] == channels && count > 0;
        long height = fits ? shape[shape.length - 2] : 0;
        long width = fits ? shape[shape.length - 1] : 0;
        boolean sane = height > 0 && width > 0 && height < 1 << 20 && width < 1 << 20 && count < 1 << 16;
        if (!sane) {
            throw Options.bad(
                    "latents",
                    "have the shape " + Arrays.toString(shape) + ", but the model's are [" + channels
                            + ", h, w] or [n, " + channels + ", h, w]");
        }
        check(count, height, width);
        long each = channels * height * width;
        if (data.length != count * each) {
            throw Options.bad(
                    "latents",
                    "have " + data.length + " numbers, but their shape " + Arrays.toString(shape) + " has "
                            + count * each);
        }
        List<Latents> latents = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[] row = Arrays.copyOfRange(data, (int) (i * each), (int) ((i + 1) * each));
            requireFinite(row);
            latents.add(new Latents(row, 1, channels, (int) height, (int) width));
        }
        return latents;
    }

    private List<Latents> ofFile(byte[] body) throws Refusal, VtpException {
        try (LatentsFile file = LatentsFile.ofMemory("the body", body, channels, null)) {
            List<Latents> latents = new ArrayList<>();
            for (int i = 0; i < file.count(); i++) {
                Latents one = file.read(i);
                check(file.count(), one.height(), one.width());
                requireFinite(one.data());
                latents.add(one);
            }
            return latents;
        } catch (VtpException e) {
            throw e;
        } catch (IOException e) {
            throw Options.bad("latents", String.valueOf(e.getMessage()));
        }
    }

    private void check(long count, long height, long width) throws Refusal {
        if (count > most || height * width > mostPositions) {
            throw new Refusal(
                    413,
                    "latents_too_large",
                    "the latents are of " + count + " pictures with " + height + " x " + width + " positions; at most "
                            + most + " pictures with " + mostPositions + " positions each are taken");
        }
    }

    private static void requireFinite(float[] row) throws Refusal {
        for (float value : row) {
            if (!Float.isFinite(value)) {
                throw Options.bad("latents", "must be finite numbers of float32, and one is " + value);
            }
        }
    }
}
