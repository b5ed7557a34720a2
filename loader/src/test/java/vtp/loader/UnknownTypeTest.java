package vtp.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vtp.loader.SafetensorsException.Kind;

/** Element types that came after us: what is of known types can be used. */
class UnknownTypeTest {
    private static final String A = "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";

    @Test
    void aTensorOfAnUnknownTypeIsNoFaultUntilItIsNeeded() throws IOException {
        for (String type : new String[] {"C64", "F4", "f32", "", "x\\ny"}) {
            String odd = "\"odd\":{\"dtype\":\"" + type + "\",\"shape\":[2,3],\"data_offsets\":[8,11]}";
            Checkpoint checkpoint = Fixtures.open(Fixtures.safetensors("{" + odd + "," + A + "}", 11));
            String name = type.replace("\\n", "\n");
            assertThat(checkpoint.unknownTypes()).containsExactly(entry("odd", name));
            assertThat(Fixtures.data(checkpoint, "a")).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
            assertThat(checkpoint.require("a").dtype()).isEqualTo(Dtype.F32);
            SafetensorsException e = catchThrowableOfType(SafetensorsException.class, () -> checkpoint.require("odd"));
            assertThat(e.kind()).isEqualTo(Kind.UNKNOWN_DTYPE);
            assertThat(e).hasMessageContaining("tensor \"odd\" is of type \"").hasMessageNotContaining("\n");
            e = catchThrowableOfType(SafetensorsException.class, () -> checkpoint.require("b"));
            assertThat(e.kind()).isEqualTo(Kind.MISSING_TENSOR);
        }
    }

    @Test
    void theDataOfAnUnknownTypeMustLieRightAllTheSame() {
        String odd = "\"odd\":{\"dtype\":\"C64\",\"shape\":[1],\"data_offsets\":[9,17]}";
        byte[] file = Fixtures.safetensors("{" + odd + "," + A + "}", 17);
        SafetensorsException e = catchThrowableOfType(SafetensorsException.class, () -> Fixtures.open(file));
        assertThat(e.kind()).isEqualTo(Kind.BAD_OFFSETS);
        assertThat(e).hasMessageContaining("\"odd\"");
    }

    @Test
    void aShardMayHoldOneToo(@TempDir Path folder) throws IOException {
        String odd = "\"odd\":{\"dtype\":\"C64\",\"shape\":[1],\"data_offsets\":[8,16]}";
        Files.write(folder.resolve("one.safetensors"), Fixtures.safetensors("{" + odd + "," + A + "}", 16));
        Files.writeString(
                folder.resolve(CheckpointFiles.INDEX),
                "{\"weight_map\":{\"a\":\"one.safetensors\",\"odd\":\"one.safetensors\"}}");
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThat(checkpoint.tensors()).containsOnlyKeys("a");
            assertThat(checkpoint.unknownTypes()).containsExactly(entry("odd", "C64"));
        }
    }
}
