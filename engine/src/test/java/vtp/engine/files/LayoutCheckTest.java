package vtp.engine.files;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vtp.engine.SyntheticGoldens;
import vtp.engine.config.ModelException;
import vtp.engine.config.ParameterSpec;
import vtp.loader.Checkpoint;
import vtp.loader.Dtype;
import vtp.loader.TensorSpec;
import vtp.loader.TensorWriter;

@Tag("any-width")
class LayoutCheckTest {
    private TensorLayout layout;
    private Map<String, TensorSpec> tensors;

    @BeforeEach
    void aCheckpointAsItShouldBe() throws IOException {
        layout = TensorLayout.of(SyntheticGoldens.row("trunk_only").config());
        tensors = layout.tensors().stream()
                .collect(Collectors.toMap(
                        ParameterSpec::name,
                        slot -> new TensorSpec(slot.name(), Dtype.F32, slot.shape()),
                        (a, b) -> a,
                        LinkedHashMap::new));
    }

    private void validate() throws IOException {
        validate(file());
    }

    private byte[] file() throws IOException {
        List<TensorSpec> specs = List.copyOf(tensors.values());
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (TensorWriter writer = TensorWriter.safetensors(file, specs, Map.of())) {
            for (TensorSpec spec : specs) {
                writer.write(MemorySegment.ofArray(new byte[Math.toIntExact(spec.byteSize())]));
            }
            writer.finish();
        }
        return file.toByteArray();
    }

    private void validate(byte[] file) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.ofMemory("m", MemorySegment.ofArray(file))) {
            layout.validate(checkpoint);
        }
    }

    /** A type that came after us. */
    @Test
    void aTensorOfAnUnknownTypeIsNamedIfTheModelNeedsItAndNoneOfItsBusinessOtherwise() throws IOException {
        String name = tensors.keySet().iterator().next();
        byte[] file = file();
        String header = new String(file, StandardCharsets.ISO_8859_1);
        int dtype = header.indexOf("\"F32\"", header.indexOf("\"" + name + "\""));
        file[dtype + 1] = 'C'; // C32
        assertThatThrownBy(() -> validate(file))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("of another type than F32, F16, BF16 or F64: " + name + " is \"C32\"");

        put("other", Dtype.F32, 1);
        byte[] withOther = file();
        String longer = new String(withOther, StandardCharsets.ISO_8859_1);
        withOther[longer.indexOf("\"F32\"", longer.indexOf("\"other\"")) + 1] = 'C';
        assertThatCode(() -> validate(withOther)).doesNotThrowAnyException();
    }

    private void put(String name, Dtype dtype, long... shape) {
        tensors.put(name, TensorSpec.of(name, dtype, shape));
    }

    @ParameterizedTest
    @EnumSource(
            value = Dtype.class,
            names = {"F32", "F16", "BF16", "F64"})
    void floatsOfEachKindAreTaken(Dtype dtype) {
        tensors.replaceAll((name, spec) -> new TensorSpec(name, dtype, spec.shape()));
        assertThatCode(this::validate).doesNotThrowAnyException();
    }

    @Test
    void oneMissing() {
        tensors.remove("trunk.norm.weight");
        assertThatThrownBy(this::validate)
                .isInstanceOf(ModelException.class)
                .hasMessage("m: lacks a tensor that its config.json calls for: trunk.norm.weight (48)");
    }

    @Test
    void allDifferencesTogether() {
        tensors.remove("trunk.norm.weight");
        put("trunk.nrom.weight", Dtype.F32, 48);
        put("trunk.cls_token", Dtype.F32, 48, 1, 1);
        put("trunk.mask_token", Dtype.I64, 1, 48);
        assertThatThrownBy(this::validate)
                .hasMessage("m: lacks a tensor that its config.json calls for: trunk.norm.weight (48) (did you mean"
                        + " \"trunk.nrom.weight\"?); has a tensor of another shape than its config.json calls for:"
                        + " trunk.cls_token is (48, 1, 1), must be (1, 1, 48); has a tensor of another type than F32,"
                        + " F16, BF16 or F64: trunk.mask_token is I64; has a tensor that its config.json does not call"
                        + " for: \"trunk.nrom.weight\"");
    }

    @Test
    void aPrefixOnAllNames() {
        Map<String, TensorSpec> prefixed = new LinkedHashMap<>();
        tensors.forEach((name, spec) ->
                prefixed.put("module." + name, new TensorSpec("module." + name, spec.dtype(), spec.shape())));
        tensors = prefixed;
        assertThatThrownBy(this::validate)
                .hasMessageStartingWith("m: lacks 31 tensors that its config.json calls for: trunk.cls_token (1, 1, 48)"
                        + " (did you mean \"module.trunk.cls_token\"?), ")
                .hasMessageContaining(" and 23 more; has 31 tensors that its config.json does not call for: ");
    }

    @Test
    void namesOfTheFileCannotBreakTheLine() {
        put("a\nb", Dtype.F32);
        put("x".repeat(5000), Dtype.F32);
        assertThatThrownBy(this::validate)
                .hasMessageContaining("\"a\\u000Ab\", \"xxx")
                .hasMessageNotContaining("\n")
                .satisfies(e -> assertThatCode(() -> {
                            if (e.getMessage().length() > 400) {
                                throw new AssertionError("too long");
                            }
                        })
                        .doesNotThrowAnyException());
    }

    @Test
    void nothingAlikeIsNotGuessed() {
        tensors.remove("trunk.norm.weight");
        put("bert.embeddings", Dtype.F32, 48);
        assertThatThrownBy(this::validate).hasMessageNotContaining("did you mean");
    }
}
