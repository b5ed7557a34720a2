package vtp.loader.torch;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes pickles of protocol 2, right ones and wrong ones. */
final class PickleWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    PickleWriter() {
        op(0x80, 2);
    }

    PickleWriter op(int... bytes) {
        for (int b : bytes) {
            out.write(b);
        }
        return this;
    }

    PickleWriter ascii(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    PickleWriter text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        op('X', utf8.length, utf8.length >> 8, 0, 0);
        out.writeBytes(utf8);
        return this;
    }

    PickleWriter integer(long value) {
        op(0x8a, 8);
        for (int i = 0; i < 8; i++) {
            out.write((int) (value >> (8 * i)));
        }
        return this;
    }

    PickleWriter global(String module, String name) {
        return ascii("c" + module + "\n" + name + "\n");
    }

    /** Keys, which are strings, and what writes their values. */
    PickleWriter dict(Object... keysAndValues) {
        op('}', '(');
        for (int i = 0; i < keysAndValues.length; i += 2) {
            text((String) keysAndValues[i]);
            ((Runnable) keysAndValues[i + 1]).run();
        }
        return op('u');
    }

    PickleWriter tuple(String numbers) {
        op('(');
        for (String number : numbers.split(" ", -1)) {
            if (!number.isEmpty()) {
                integer(Long.parseLong(number));
            }
        }
        return op('t');
    }

    PickleWriter storage(String type, String key, long elements) {
        return op('(').text("storage")
                .global("torch", type + "Storage")
                .text(key)
                .text("cpu")
                .integer(elements)
                .op('t', 'Q');
    }

    /** What writes a tensor; sizes and strides are numbers between blanks. */
    Runnable tensor(String type, String key, long elements, long offset, String sizes, String strides) {
        return () -> global("torch._utils", "_rebuild_tensor_v2")
                .op('(')
                .storage(type, key, elements)
                .integer(offset)
                .tuple(sizes)
                .tuple(strides)
                .op(0x89)
                .global("collections", "OrderedDict")
                .op(')', 'R', 't', 'R');
    }

    byte[] end() {
        return op('.').out.toByteArray();
    }
}
