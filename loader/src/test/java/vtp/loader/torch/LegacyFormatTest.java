package vtp.loader.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vtp.loader.torch.TorchException.Kind;

/** The format before PyTorch 1.6, right and wrong, as Python 2 wrote it too. */
class LegacyFormatTest {
    private long version = 1001;
    private boolean littleEndian = true;
    private Consumer<PickleWriter> object = p -> storageView(p, "0", 4, null);
    private String keys = "0";
    private long count = 4;
    private byte[] data = TorchFiles.floats(1, 2, 3, 4);

    /** A tensor (2) of a storage of the legacy format, with a view of it or none. */
    private static void storageView(PickleWriter p, String key, long elements, String view) {
        p.global("torch._utils", "_rebuild_tensor_v2").op('(', '(');
        p.op('U', 7).ascii("storage").global("torch", "FloatStorage"); // as Python 2 has texts
        p.text(key).text("cuda:0").integer(elements);
        if (view == null) {
            p.op('N');
        } else {
            p.op('(').text("view");
            for (String number : view.split(" ", -1)) {
                p.integer(Long.parseLong(number));
            }
            p.op('t');
        }
        p.op('t', 'Q')
                .integer(0)
                .tuple("2")
                .tuple("1")
                .op(0x89)
                .global("collections", "OrderedDict")
                .op(')', 'R');
        p.op('t', 'R');
    }

    private byte[] file() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(LegacyFormat.START);
        out.writeBytes(new PickleWriter().integer(version).end());
        PickleWriter system = new PickleWriter();
        out.writeBytes(system.dict("little_endian", (Runnable) () -> system.op(littleEndian ? 0x88 : 0x89))
                .end());
        PickleWriter root = new PickleWriter();
        object.accept(root);
        out.writeBytes(root.end());
        PickleWriter list = new PickleWriter().op(']', '(');
        for (String key : keys.split(" ", -1)) {
            if (!key.isEmpty()) {
                list.text(key);
            }
        }
        out.writeBytes(list.op('e').end());
        out.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(count)
                .array());
        out.writeBytes(data);
        return out.toByteArray();
    }

    private float[] read() throws IOException {
        try (TorchFile torch = TorchFile.ofMemory("x.pth", MemorySegment.ofArray(file()))) {
            float[] values = new float[2];
            torch.require("tensor").reader().floats(0, values);
            return values;
        }
    }

    private TorchException refusal() {
        TorchException e = catchThrowableOfType(TorchException.class, this::read);
        assertThat(e).isNotNull();
        assertThat(e.getMessage()).startsWith("x.pth: ").doesNotContain("\n");
        return e;
    }

    @Test
    void readsATensorAndAView() throws IOException {
        assertThat(read()).containsExactly(1, 2);
        object = p -> storageView(p, "0", 4, "2 2");
        assertThat(read()).containsExactly(3, 4);
    }

    /** Python 2 and PyTorch 0.4: the state dictionary is made with a list of pairs, or a size of its own class. */
    @Test
    void readsWhatPython2Wrote() throws IOException {
        object = p -> {
            p.global("collections", "OrderedDict").op(']', ']', 'U', 1, 'w', 'a');
            storageView(p, "0", 4, null);
            p.op('a', 'a', 0x85, 'R');
        };
        try (TorchFile torch = TorchFile.ofMemory("x.pth", MemorySegment.ofArray(file()))) {
            assertThat(torch.weights()).containsOnlyKeys("w");
        }
        object = p -> p.global("torch", "Size").tuple("1 2").op(0x85, 'R');
        keys = "";
        try (TorchFile torch = TorchFile.ofMemory("x.pth", MemorySegment.ofArray(file()))) {
            assertThat(torch.tensors()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"-1 2", "0 5", "4 1", "0 -1", "9223372036854775807 2", "1", "1 2 3"})
    void aViewMustLieInItsStorage(String view) {
        object = p -> storageView(p, "0", 4, view);
        assertThat(refusal().kind()).isEqualTo(Kind.BAD_STORAGE);
    }

    @Test
    void otherVersionsAndByteOrdersAreRefused() {
        version = 1002;
        assertThat(refusal().kind()).isEqualTo(Kind.NOT_TORCH);
        version = 1001;
        littleEndian = false;
        assertThat(refusal().kind()).isEqualTo(Kind.BIG_ENDIAN);
    }

    @Test
    void storagesMustBeThereAsTheyAreDescribed() {
        keys = "1";
        assertThat(refusal()).hasMessageContaining("lists the storage \"1\", which no tensor uses");
        keys = "0 0";
        data = new byte[100];
        assertThat(refusal()).hasMessageContaining("lists the storage \"0\" twice");
        keys = "0";
        data = TorchFiles.floats(1, 2, 3);
        assertThat(refusal()).hasMessageContaining("cut short");
        data = TorchFiles.floats(1, 2, 3, 4);
        count = 5;
        assertThat(refusal()).hasMessageContaining("has 5 elements of storage \"0\"");
        count = 4;
        object = p -> {
            p.op('(');
            storageView(p, "0", 4, null);
            storageView(p, "0", 3, null);
            p.op('t');
        };
        assertThat(refusal()).hasMessageContaining("in two ways");
        object = p -> {
            p.op('(');
            storageView(p, "0", 4, null);
            storageView(p, "1", 4, null);
            p.op('t');
        };
        assertThat(refusal()).hasMessageContaining("uses the storage \"1\", which it does not list");
        assertThat(refusal().kind()).isEqualTo(Kind.BAD_STORAGE);
    }
}
