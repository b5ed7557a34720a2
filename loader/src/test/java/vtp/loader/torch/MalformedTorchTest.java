package vtp.loader.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import vtp.loader.LoaderException;
import vtp.loader.torch.TorchException.Kind;

/** One bad file a row: it is refused for the right cause, in one line. */
class MalformedTorchTest {
    private static final Map<String, byte[]> STORAGES = Map.of("0", TorchFiles.floats(1, 2, 3, 4));

    /** A zip file whose pickle is what {@code write} does. */
    private static Arguments row(Kind kind, String message, java.util.function.Consumer<PickleWriter> write) {
        PickleWriter pickle = new PickleWriter();
        write.accept(pickle);
        return arguments(kind, message, zip(pickle.end()));
    }

    private static byte[] zip(byte[] pickle) {
        try {
            return TorchFiles.zip(pickle, STORAGES);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A file with one tensor of these. */
    private static Arguments tensor(
            Kind kind,
            String message,
            String type,
            String key,
            long elements,
            long offset,
            String sizes,
            String strides) {
        return row(
                kind,
                message,
                p -> p.tensor(type, key, elements, offset, sizes, strides).run());
    }

    static Stream<Arguments> files() throws IOException {
        byte[] good = new PickleWriter().op('N').end();
        return Stream.of(
                arguments(Kind.NOT_TORCH, "begins as no known format does", new byte[0]),
                arguments(Kind.NOT_TORCH, "begins as no known format does", new byte[100]),
                arguments(Kind.NOT_TORCH, "is an HTML page", "<html>".getBytes(StandardCharsets.US_ASCII)),
                arguments(Kind.NOT_TORCH, "is a Python pickle", good),
                arguments(
                        Kind.NOT_TORCH,
                        "is a NumPy archive (.npz)",
                        Files.readAllBytes(Path.of("..", "testdata", "goldens", "eval", "stats.npz"))),
                arguments(Kind.BIG_ENDIAN, "byte order \"big\"", TorchFiles.zip(good, STORAGES, "big")));
    }

    static Stream<Arguments> pickles() {
        return Stream.of(
                arguments(Kind.PICKLE_CUT_SHORT, "cut short", zip(new byte[] {(byte) 0x80, 2, 'N'})),
                arguments(Kind.PICKLE_CUT_SHORT, "cut short", zip(new byte[0])),
                row(Kind.PICKLE_CUT_SHORT, "needs 4294967295 more bytes", p -> p.op('X', 255, 255, 255, 255)),
                row(Kind.UNKNOWN_OPCODE, "opcode 0x69 at byte 2", p -> p.op('i')),
                row(Kind.UNKNOWN_OPCODE, "opcode 0x95", p -> p.op(0x95)),
                row(Kind.UNKNOWN_OPCODE, "protocol 4", p -> p.op(0x80, 4)),
                row(Kind.UNKNOWN_GLOBAL, "needs os.system, which", p -> p.global("os", "system")),
                row(Kind.UNKNOWN_GLOBAL, "needs torch.load, which", p -> p.global("torch", "load")),
                row(Kind.UNKNOWN_GLOBAL, "needs builtins.eval", p -> p.ascii("cbuiltins\neval\n(X\1\0\0\0" + "1tR")),
                row(Kind.UNKNOWN_GLOBAL, "needs a\\u001B.b", p -> p.global("a\u001b", "b")),
                row(Kind.BAD_PICKLE, "leaves 0 values", p -> {}),
                row(Kind.BAD_PICKLE, "leaves 2 values", p -> p.op('N', 'N')),
                row(Kind.BAD_PICKLE, "leaves 1 values", p -> p.op('N', '(')),
                row(Kind.BAD_PICKLE, "needs a mark", p -> p.op('N', 't')),
                row(Kind.BAD_PICKLE, "needs 2 values, but has 1", p -> p.op('N', 0x86)),
                row(Kind.BAD_PICKLE, "needs 1 values, but has 0", p -> p.op('N', '(', 0x85)),
                row(Kind.BAD_PICKLE, "uses value 7 of its memo", p -> p.op('h', 7)),
                row(Kind.BAD_PICKLE, "needs 1 values", p -> p.op('q', 0)),
                row(Kind.BAD_PICKLE, "appends to None", p -> p.op('N', 'N', 'a')),
                row(Kind.BAD_PICKLE, "into a list", p -> p.op(']', 'N', 'N', 's')),
                row(Kind.BAD_PICKLE, "puts 1 keys and values", p -> p.op('}', '(', 'N', 'u')),
                row(Kind.BAD_PICKLE, "a list as a key", p -> p.op('}', ']', 'N', 's')),
                row(Kind.BAD_PICKLE, "persistent id that is not a tuple", p -> p.op('N', 'Q')),
                row(Kind.BAD_PICKLE, "not UTF-8", p -> p.op('X', 1, 0, 0, 0, 0xff)),
                row(Kind.BAD_PICKLE, "by more than 1000 characters", p -> p.ascii("c" + "x".repeat(2000))),
                row(Kind.TOO_LARGE, "holds itself", p -> p.op(']', 'q', 0, 'h', 0, 'a')),
                row(Kind.TOO_LARGE, "holds more than", MalformedTorchTest::laughs),
                row(Kind.TOO_LARGE, "names of more than", MalformedTorchTest::longNames),
                row(Kind.TOO_LARGE, "more than 4000000 values", MalformedTorchTest::manyDictionaries),
                arguments(Kind.TOO_LARGE, "more than 4000000 values", zip(manyValues())));
    }

    /** One list of 100,000 pairs, of which each call makes a dictionary. */
    private static void manyDictionaries(PickleWriter pickle) {
        pickle.op('(', 'K', 1, 'N', 0x86, 'q', 0, ']', 'q', 1, '(');
        for (int i = 0; i < 100_000; i++) {
            pickle.op('h', 0);
        }
        pickle.op('e');
        for (int i = 0; i < 41; i++) {
            pickle.global("collections", "OrderedDict").op('h', 1, 0x85, 'R');
        }
        pickle.op('t');
    }

    /** Lists of ten lists each, ten deep and more: 10^20 values. */
    private static void laughs(PickleWriter pickle) {
        pickle.op('(', ']', 'q', 0);
        for (int i = 1; i < 20; i++) {
            pickle.op(']', '(');
            for (int k = 0; k < 10; k++) {
                pickle.op('h', i - 1);
            }
            pickle.op('e', 'q', i);
        }
        pickle.op('t');
    }

    private static void longNames(PickleWriter pickle) {
        pickle.op('(', 'N', 'q', 0);
        for (int i = 1; i < 60; i++) {
            pickle.op('}', '(');
            for (int k = 0; k < 10; k++) {
                pickle.text(k + "x".repeat(2000)).op('h', i - 1);
            }
            pickle.op('u', 'q', i);
        }
        pickle.op('t');
    }

    private static byte[] manyValues() {
        byte[] pickle = new byte[5_000_000];
        Arrays.fill(pickle, (byte) 'N');
        return pickle;
    }

    static Stream<Arguments> calls() {
        return Stream.of(
                row(Kind.BAD_CALL, "calls None with", p -> p.op('N', ')', 'R')),
                row(Kind.BAD_CALL, "with None", p -> p.global("torch", "Size").op('N', 'R')),
                row(
                        Kind.BAD_CALL,
                        "torch.FloatStorage, which is not",
                        p -> p.global("torch", "FloatStorage").op(')', 'R')),
                row(
                        Kind.BAD_CALL,
                        "calls torch.Size",
                        p -> p.global("torch", "Size").op(')', 'R')),
                row(
                        Kind.BAD_CALL,
                        "collections.OrderedDict",
                        p -> p.global("collections", "OrderedDict").op('N', 0x85, 'R')),
                row(
                        Kind.BAD_CALL,
                        "collections.OrderedDict",
                        p -> p.global("collections", "OrderedDict").op(']', 'N', 'a', 0x85, 'R')),
                row(
                        Kind.BAD_CALL,
                        "_rebuild_tensor_v2",
                        p -> p.global("torch._utils", "_rebuild_tensor_v2").op(')', 'R')),
                row(
                        Kind.BAD_CALL,
                        "_rebuild_parameter",
                        p -> p.global("torch._utils", "_rebuild_parameter").op('N', 0x89, 'N', 0x87, 'R')),
                row(
                        Kind.BAD_CALL,
                        "makes an object of torch.Size",
                        p -> p.global("torch", "Size").op(')', 0x81)),
                row(Kind.BAD_CALL, "sets the state of a list", p -> p.op(']', 'N', 'b')));
    }

    static Stream<Arguments> tensors() {
        return Stream.of(
                row(Kind.BAD_STORAGE, "not described by", p -> p.op(')', 'Q')),
                row(Kind.BAD_STORAGE, "not described by", p -> p.storage("Float", "0", -1)),
                row(Kind.BAD_STORAGE, "not described by", p -> p.storage("Float", "0", Long.MAX_VALUE)),
                tensor(Kind.BAD_STORAGE, "there is no such entry", "Float", "1", 4, 0, "4", "1"),
                tensor(Kind.BAD_STORAGE, "there is no such entry", "Float", "../data.pkl", 4, 0, "4", "1"),
                tensor(Kind.BAD_STORAGE, "should have 20 bytes", "Float", "0", 5, 0, "5", "1"),
                tensor(Kind.BAD_STORAGE, "should have 32 bytes", "Double", "0", 4, 0, "4", "1"),
                tensor(Kind.BAD_TENSOR, "reaches element 4", "Float", "0", 4, 0, "5", "1"),
                tensor(Kind.BAD_TENSOR, "reaches element 4", "Float", "0", 4, 3, "2", "1"),
                tensor(Kind.BAD_TENSOR, "reaches element 6", "Float", "0", 4, 0, "2 2", "5 1"),
                tensor(Kind.BAD_TENSOR, "reaches element 4", "Float", "0", 4, 4, "", ""),
                tensor(Kind.BAD_TENSOR, "from element -1", "Float", "0", 4, -1, "1", "1"),
                tensor(Kind.BAD_TENSOR, "from element -1", "Float", "0", 4, -1, "0", "1"),
                tensor(Kind.BAD_TENSOR, "integers from 0 on", "Float", "0", 4, 0, "-1", "1"),
                tensor(Kind.BAD_TENSOR, "integers from 0 on", "Float", "0", 4, 3, "2", "-1"),
                tensor(Kind.BAD_TENSOR, "at most 64 integers", "Float", "0", 4, 0, "1 ".repeat(65), "1 ".repeat(65)),
                tensor(Kind.BAD_TENSOR, "2 sizes and 1 strides", "Float", "0", 4, 0, "2 2", "1"),
                tensor(Kind.BAD_TENSOR, "reaches", "Float", "0", 4, 0, "4611686018427387905 4", "0 0"),
                tensor(Kind.BAD_TENSOR, "reaches", "Float", "0", 4, 0, "9223372036854775807", "9223372036854775807"),
                tensor(
                        Kind.BAD_TENSOR,
                        "reaches",
                        "Float",
                        "0",
                        4,
                        1,
                        "2 3",
                        "9223372036854775807 4611686018427387904"),
                row(Kind.DUPLICATE_NAME, "\"a.b\"", p -> {
                    Runnable tensor = p.tensor("Float", "0", 4, 0, "4", "1");
                    p.dict("a", (Runnable) () -> p.dict("b", tensor), "a.b", tensor);
                }));
    }

    @ParameterizedTest
    @MethodSource({"files", "pickles", "calls", "tensors"})
    void isRefused(Kind kind, String message, byte[] file) {
        TorchException e =
                catchThrowableOfType(TorchException.class, () -> open(file).close());
        assertThat(e).isNotNull();
        assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind);
        assertThat(e).hasMessageStartingWith("x.pt").hasMessageContaining(message);
        assertThat(e.getMessage()).doesNotContain("\n").hasSizeLessThan(700);
    }

    private static TorchFile open(byte[] file) throws IOException {
        return TorchFile.ofMemory("x.pt", MemorySegment.ofArray(file));
    }

    @Test
    void everyCauseHasARow() throws IOException {
        Stream<Arguments> rows =
                Stream.of(files(), pickles(), calls(), tensors()).flatMap(s -> s);
        assertThat(rows.map(row -> (Kind) row.get()[0]).distinct())
                .containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(EnumSet.of(Kind.MISSING_TENSOR)));
    }

    /** Whatever byte is missing or changed in a real file, it is refused by a typed error or read within its bounds. */
    @ParameterizedTest
    @ValueSource(strings = {"legacy_module.pth", "zip_module.pth"})
    void everyTruncationIsRefusedAndEveryChangedByteIsSurvived(String name) throws IOException {
        byte[] good = Files.readAllBytes(Path.of("..", "testdata", "goldens", "eval", "pth", name));
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThat(catchThrowableOfType(
                            LoaderException.class, () -> open(cut).close()))
                    .as("%d bytes", length)
                    .isNotNull();
        }
        Map<String, Integer> outcomes = new HashMap<>();
        for (int at = 0; at < good.length; at++) {
            byte[] changed = good.clone();
            changed[at] ^= (byte) 0x15;
            outcomes.merge(outcome(changed), 1, Integer::sum);
        }
        assertThat(outcomes).containsKeys("read", "refused");
    }

    private static String outcome(byte[] file) throws IOException {
        try (TorchFile torch = open(file)) {
            for (TorchTensor tensor : torch.tensors().values()) {
                tensor.copy(0, MemorySegment.ofArray(new byte[(int) Math.min(1 << 20, tensor.byteSize())]));
            }
            return "read";
        } catch (LoaderException e) {
            assertThat(e.getMessage()).doesNotContain("\n");
            return "refused";
        }
    }
}
