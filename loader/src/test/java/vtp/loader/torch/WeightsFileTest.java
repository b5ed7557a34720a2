package vtp.loader.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vtp.loader.AtomicFile;
import vtp.loader.AtomicFile.Existing;
import vtp.loader.FileAccessException;
import vtp.loader.StoredTensor;

class WeightsFileTest {
    private static final Path GOLDENS = Path.of("..", "testdata", "goldens", "eval", "pth");

    @TempDir
    private Path folder;

    @Test
    void bothFormatsOfPyTorchAndSafetensorsGiveTheSame() throws IOException {
        Path converted = folder.resolve("converted.safetensors");
        try (TorchFile file = TorchFile.open(GOLDENS.resolve("zip_module.pth"))) {
            TorchConverter.convert(
                    file, file.weights(), AtomicFile.open(converted, Existing.REPLACE), Map.of("a", "b"));
        }
        try (WeightsFile zip = WeightsFile.open(GOLDENS.resolve("zip_module.pth"));
                WeightsFile legacy = WeightsFile.open(GOLDENS.resolve("legacy_module.pth"));
                WeightsFile safetensors = WeightsFile.open(converted)) {
            assertThat(zip.tensors()).isNotEmpty();
            assertSame(zip, legacy);
            assertSame(zip, safetensors);
            assertThat(safetensors.metadata()).containsEntry("a", "b");
            assertThat(zip.metadata()).isEmpty();
        }
    }

    private static void assertSame(WeightsFile a, WeightsFile b) throws IOException {
        assertThat(b.tensors().keySet()).isEqualTo(a.tensors().keySet());
        for (String name : a.tensors().keySet()) {
            StoredTensor first = a.tensors().get(name);
            StoredTensor second = b.tensors().get(name);
            assertThat(second.shape()).isEqualTo(first.shape());
            assertThat(second.dtype()).isEqualTo(first.dtype());
            assertThat(bytes(second)).as(name).isEqualTo(bytes(first));
        }
    }

    private static byte[] bytes(StoredTensor tensor) throws IOException {
        byte[] data = new byte[(int) tensor.byteSize()];
        tensor.copy(0, MemorySegment.ofArray(data));
        return data;
    }

    @Test
    void aCopyIsOfWholeElementsWithinTheTensor() throws IOException {
        try (WeightsFile file = WeightsFile.open(GOLDENS.resolve("expected.safetensors"))) {
            StoredTensor tensor = file.tensors().values().stream()
                    .filter(stored -> stored.dtype().bytes() == 4)
                    .findFirst()
                    .orElseThrow();
            MemorySegment five = MemorySegment.ofArray(new byte[5]);
            assertThatThrownBy(() -> tensor.copy(0, five)).isInstanceOf(IllegalArgumentException.class);
            MemorySegment one = MemorySegment.ofArray(new byte[4]);
            assertThatThrownBy(() -> tensor.copy(tensor.elementCount(), one))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void whatIsNeitherIsRefused() throws IOException {
        assertThatThrownBy(() -> WeightsFile.open(folder.resolve("absent"))).isInstanceOf(FileAccessException.class);
        Path page = Files.writeString(folder.resolve("page.pth"), "<!DOCTYPE html><html>not found</html>");
        assertThatThrownBy(() -> WeightsFile.open(page))
                .isInstanceOf(TorchException.class)
                .hasMessageContaining("HTML")
                .hasMessageEndingWith("but a PyTorch or safetensors file is needed");
    }
}
