package vtp.server.api;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import vtp.engine.image.PictureWriter;
import vtp.engine.image.Rgb;
import vtp.loader.Dtype;
import vtp.loader.TensorSpec;
import vtp.loader.TensorWriter;
import vtp.server.http.Reply;

/** Writes results as JSON, npy, safetensors and PNG. */
final class Results {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Results() {}

    /** What goes into an object. */
    interface Members {
        void write(JsonGenerator json) throws IOException;
    }

    /**
     * An array with its name.
     *
     * @param data row by row
     */
    @SuppressWarnings("ArrayRecordComponent") // written, never compared
    record Tensor(String name, float[] data, long... shape) {
        byte[] littleEndian() {
            byte[] bytes = new byte[Math.multiplyExact(data.length, Float.BYTES)];
            MemorySegment.copy(data, 0, MemorySegment.ofArray(bytes), FLOAT, 0, data.length);
            return bytes;
        }

        TensorSpec spec() {
            return TensorSpec.of(name, Dtype.F32, shape);
        }
    }

    /** An object. */
    static Reply json(Members members) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(out, JsonEncoding.UTF8)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        }
        return Reply.json(out.toByteArray());
    }

    /** An array as a member of an object: its shape, and its numbers, or base64 of them. */
    static void write(JsonGenerator json, Tensor tensor, boolean base64) throws IOException {
        json.writeObjectFieldStart(tensor.name());
        json.writeFieldName("shape");
        json.writeArray(tensor.shape(), 0, tensor.shape().length);
        writeNumbers(json, "data", tensor.data(), base64);
        json.writeEndObject();
    }

    /** Numbers as an array, or as base64 of little-endian float32. */
    static void writeNumbers(JsonGenerator json, String name, float[] data, boolean base64) throws IOException {
        if (base64) {
            json.writeBinaryField(name, new Tensor(name, data, data.length).littleEndian());
            return;
        }
        json.writeArrayFieldStart(name);
        for (float value : data) {
            json.writeNumber(value);
        }
        json.writeEndArray();
    }

    /** A picture as PNG. */
    static byte[] png(Rgb picture) {
        try {
            return PictureWriter.png(picture);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory has no such faults
        }
    }

    /** A picture as a data URL. */
    static String dataUrl(Rgb picture) {
        return dataUrl(png(picture));
    }

    /** A PNG as a data URL. */
    static String dataUrl(byte[] png) {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
    }

    /** Arrays as a file of safetensors, or the only one as npy. */
    static Reply tensors(Format format, List<Tensor> tensors, String model) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Tensor first = tensors.get(0);
        try (TensorWriter writer = format == Format.NPY
                ? TensorWriter.npy(out, Dtype.F32, first.spec().shape())
                : TensorWriter.safetensors(
                        out, tensors.stream().map(Tensor::spec).toList(), Map.of("model", model))) {
            for (Tensor tensor : tensors) {
                writer.write(MemorySegment.ofArray(tensor.littleEndian()));
            }
            writer.finish();
        }
        return Reply.ok(format.type(), out.toByteArray());
    }

    /** Pictures of one size as an array of bytes, (B, H, W, 3). */
    static Reply pictures(Format format, List<Rgb> pictures, String model) throws IOException {
        Rgb first = pictures.get(0);
        TensorSpec spec = TensorSpec.of("pictures", Dtype.U8, pictures.size(), first.height(), first.width(), 3);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TensorWriter writer = format == Format.NPY
                ? TensorWriter.npy(out, Dtype.U8, spec.shape())
                : TensorWriter.safetensors(out, List.of(spec), Map.of("model", model))) {
            for (Rgb picture : pictures) {
                writer.write(MemorySegment.ofArray(picture.data()));
            }
            writer.finish();
        }
        return Reply.ok(format.type(), out.toByteArray());
    }
}
