package vtp.engine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import vtp.engine.TestModels;
import vtp.engine.VtpModel;
import vtp.engine.config.LoadOptions;
import vtp.engine.config.ModelException;
import vtp.engine.config.Part;
import vtp.engine.files.ModelSource;
import vtp.engine.image.Pixels;
import vtp.engine.tensor.Latents;
import vtp.engine.verify.NumberTensor;
import vtp.kernels.Bf16;
import vtp.loader.Checkpoint;
import vtp.loader.Dtype;
import vtp.loader.TensorInfo;
import vtp.loader.TensorSpec;
import vtp.loader.TensorWriter;

@Tag("any-width")
class CheckpointParametersTest {
    private static final String VOCABULARY = "\"text_vocab_size\": 600";
    private static final List<int[]> PROMPT = List.of(new int[] {3, 598, 77, 599});

    /** The tiny checkpoint with every weight rounded to bfloat16, written as another type, and one element changed. */
    private static MemorySegment rewritten(Dtype dtype, String tensor, int element, float value) throws IOException {
        try (Checkpoint tiny = TestModels.tiny(VOCABULARY).open()) {
            List<TensorSpec> specs = new ArrayList<>();
            for (TensorInfo info : tiny.tensors().values()) {
                specs.add(new TensorSpec(info.name(), dtype, info.shape()));
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (TensorWriter writer = TensorWriter.safetensors(bytes, specs, Map.of())) {
                for (TensorInfo info : tiny.tensors().values()) {
                    double[] values = NumberTensor.read(tiny, info);
                    for (int i = 0; i < values.length; i++) {
                        values[i] = Bf16.round((float) values[i]);
                    }
                    if (info.name().equals(tensor)) {
                        values[element] = value;
                    }
                    writer.write(encoded(values, dtype));
                }
                writer.finish();
            }
            return MemorySegment.ofArray(bytes.toByteArray());
        }
    }

    private static ModelSource model(MemorySegment weights) throws IOException {
        return TestModels.tiny(weights, VOCABULARY);
    }

    private static MemorySegment encoded(double[] values, Dtype dtype) {
        MemorySegment data = MemorySegment.ofArray(new byte[values.length * dtype.bytes()]);
        ByteOrder little = ByteOrder.LITTLE_ENDIAN;
        for (int i = 0; i < values.length; i++) {
            long at = (long) i * dtype.bytes();
            float value = (float) values[i];
            switch (dtype) {
                case F64 -> data.set(ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(little), at, values[i]);
                case F32 -> data.set(ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(little), at, value);
                case BF16 -> data.set(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(little), at, Bf16.toBits(value));
                default ->
                    data.set(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(little), at, Float.floatToFloat16(value));
            }
        }
        return data;
    }

    /**
     * float16 has fewer exponents: of weights below 6·10⁻⁵ it keeps fewer bits than bfloat16, so it is compared
     * roughly.
     */
    @ParameterizedTest
    @EnumSource(
            value = Dtype.class,
            names = {"F32", "F64", "BF16", "F16"})
    void everyTypeOfWeightGivesTheSame(Dtype dtype) throws IOException {
        Pixels pixels = TestModels.pixels(1, 64, 64);
        LoadOptions options = TestModels.threads(2);
        try (VtpModel expected = VtpModel.load(model(rewritten(Dtype.F32, "", 0, 0)), options);
                VtpModel actual = VtpModel.load(model(rewritten(dtype, "", 0, 0)), options)) {
            Latents latents = expected.encode(pixels);
            float[] found = actual.encode(pixels).data();
            float[] text = actual.tokenFeatures(PROMPT).data();
            if (dtype == Dtype.F16) {
                assertThat(found).containsExactly(latents.data(), within(0.05f));
            } else {
                assertThat(found).isEqualTo(latents.data());
                assertThat(text).isEqualTo(expected.tokenFeatures(PROMPT).data());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "trunk.blocks.1.attn.qkv.weight, 77, NaN",
        "trunk.blocks.0.mlp.w1.weight, 0, Infinity",
        "trunk.rope_embed.periods, 2, NaN",
        "trunk.norm.weight, 47, -Infinity",
        "pixel_decoder.proj_out.bias, 3, NaN",
        "token_embedding.weight, 10001, NaN",
        "text_projection, 5, Infinity",
        "logit_scale, 0, NaN"
    })
    void aWeightThatIsNotFiniteIsNamed(String tensor, int element, float value) throws IOException {
        ModelSource files = model(rewritten(Dtype.F32, tensor, element, value));
        assertThatThrownBy(() -> VtpModel.load(files, TestModels.threads(2)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("tensor " + tensor + " has " + value + " as element " + element);
    }

    @ParameterizedTest
    @EnumSource(Part.class)
    void whatIsNotAskedForIsNotRead(Part part) throws IOException {
        String broken = switch (part) {
            case TRUNK -> "trunk.norm.weight";
            case DECODER -> "pixel_decoder.norm.weight";
            case TEXT -> "ln_final.weight";
            case CLIP_HEAD -> "visual_proj.weight";
        };
        ModelSource files = model(rewritten(Dtype.F32, broken, 0, Float.NaN));
        LoadOptions options = TestModels.threads(1);
        List<Part> others = new ArrayList<>(List.of(Part.values()));
        others.remove(part);
        VtpModel.load(files, options.withParts(others.toArray(new Part[0]))).close();
        assertThatThrownBy(() -> VtpModel.load(files, options.withParts(part))).isInstanceOf(ModelException.class);
    }
}
