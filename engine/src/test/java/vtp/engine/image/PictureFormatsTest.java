package vtp.engine.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import vtp.loader.Checkpoint;
import vtp.loader.TensorInfo;

/** Tiny files of every depth, colour space, compression and orientation, held in one golden with Pillow's answers. */
@Tag("any-width")
class PictureFormatsTest {
    private static final String FILE = "/file";

    static List<String> names() throws IOException {
        try (Checkpoint golden = open()) {
            return golden.tensors().keySet().stream()
                    .filter(tensor -> tensor.endsWith(FILE))
                    .map(tensor -> tensor.substring(0, tensor.length() - FILE.length()))
                    .sorted()
                    .toList();
        }
    }

    private static Checkpoint open() throws IOException {
        return Checkpoint.open(Goldens.FOLDER.resolve("formats.safetensors"));
    }

    @Test
    void goldensAreThere() throws IOException {
        assertThat(names()).hasSize(113);
    }

    @ParameterizedTest
    @MethodSource("names")
    void readsAsPillow(String name) throws IOException {
        try (Checkpoint golden = open()) {
            TensorInfo info = golden.tensors().get(name + FILE);
            byte[] file = new byte[Math.toIntExact(info.byteSize())];
            golden.copy(info, 0, MemorySegment.ofArray(file));
            Goldens.assertReadAsPillow(
                    name, new PictureReader(Orientation.STORED).read(file, name), Goldens.rgb(golden, name + "/rgb"));
            if (golden.tensors().containsKey(name + "/upright")) {
                Rgb upright = new PictureReader().read(file, name);
                Goldens.assertReadAsPillow(name, upright, Goldens.rgb(golden, name + "/upright"));
            }
        }
    }
}
