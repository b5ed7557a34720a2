package vtp.loader.torch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import vtp.loader.Quote;
import vtp.loader.torch.TorchException.Kind;

/**
 * The machine that runs a pickle: the opcodes that {@code torch.load(…, weights_only=True)} runs, a stack, and a memo.
 * It makes dictionaries, lists, tuples, strings, numbers, and what {@link Calls} makes; it calls nothing else.
 *
 * <p>It does not recurse. Each opcode makes at most one value, and at most {@value #MOST_VALUES} are made.
 */
final class Pickle {
    /** What a persistent id stands for: a storage. */
    @FunctionalInterface
    interface PersistentIds {
        Storage load(List<Object> id) throws TorchException;
    }

    /** In a dictionary that is made from a list of pairs, each counts again. */
    static final int MOST_VALUES = 4_000_000;

    private static final int HIGHEST_PROTOCOL = 2;

    private final Fault fault;
    private final PickleBytes bytes;
    private final PersistentIds persistentIds;
    private final Calls calls;
    private final List<Object> stack = new ArrayList<>();
    /** Where in the stack the marks are. */
    private final List<Integer> marks = new ArrayList<>();

    private final Map<Long, Object> memo = new HashMap<>();

    private Pickle(Fault fault, PickleBytes bytes, PersistentIds persistentIds) {
        this.fault = fault;
        this.bytes = bytes;
        this.persistentIds = persistentIds;
        this.calls = new Calls(fault);
    }

    /**
     * Runs a pickle to its STOP.
     *
     * @param bytes the pickle; left behind it
     * @return what it made
     */
    static Object load(Fault fault, PickleBytes bytes, PersistentIds persistentIds) throws IOException {
        return new Pickle(fault, bytes, persistentIds).run();
    }

    private Object run() throws IOException {
        for (int values = 0; values < MOST_VALUES; values++) {
            long at = bytes.position();
            int opcode = bytes.unsignedByte();
            if (opcode == '.') {
                if (stack.size() != 1 || !marks.isEmpty()) {
                    throw bad("leaves " + stack.size() + " values at its end, not one");
                }
                return pop();
            }
            if (!scalar(opcode) && !container(opcode) && !reference(opcode)) {
                throw fault.of(
                        Kind.UNKNOWN_OPCODE,
                        String.format(
                                java.util.Locale.ROOT,
                                "has the opcode 0x%02x at byte %d, which no PyTorch file of tensors needs: damaged, or"
                                        + " saved with another pickle_protocol than 2",
                                opcode,
                                at));
            }
        }
        throw fault.of(Kind.TOO_LARGE, "its pickle makes more than " + MOST_VALUES + " values");
    }

    /** PROTO, and what pushes a value that has no parts. */
    private boolean scalar(int opcode) throws IOException {
        switch (opcode) {
            case 0x80 -> {
                int protocol = bytes.unsignedByte();
                if (protocol > HIGHEST_PROTOCOL) {
                    throw fault.of(
                            Kind.UNKNOWN_OPCODE,
                            "is a pickle of protocol " + protocol
                                    + "; PyTorch writes protocol 2: save it again without pickle_protocol");
                }
            }
            case 'N' -> push(PyNone.NONE);
            case 0x88 -> push(true);
            case 0x89 -> push(false);
            case 'J' -> push((long) (int) bytes.littleEndian(4));
            case 'K' -> push(bytes.littleEndian(1));
            case 'M' -> push(bytes.littleEndian(2));
            case 0x8a -> push(bytes.integer(bytes.unsignedByte()));
            case 'G' -> push(Double.longBitsToDouble(Long.reverseBytes(bytes.littleEndian(8))));
            case 'X' -> push(bytes.text(bytes.littleEndian(4)));
            case 'U' -> push(bytes.text(bytes.unsignedByte()));
            default -> {
                return false;
            }
        }
        return true;
    }

    /** What makes and fills tuples, lists and dictionaries. */
    private boolean container(int opcode) throws IOException {
        switch (opcode) {
            case '(' -> marks.add(stack.size());
            case ')' -> push(new PyTuple(List.of()));
            case 't' -> push(new PyTuple(popToMark()));
            case 0x85, 0x86, 0x87 -> push(new PyTuple(pop(opcode - 0x84)));
            case ']', 0x8f -> push(new PyList());
            case 'a' -> append(pop(1));
            case 'e' -> append(popToMark());
            case '}' -> push(new PyDict());
            case 's' -> setItems(pop(2));
            case 'u' -> setItems(popToMark());
            default -> {
                return false;
            }
        }
        return true;
    }

    /** The memo, globals, calls, and storages. */
    private boolean reference(int opcode) throws IOException {
        switch (opcode) {
            case 'q' -> memo.put(bytes.littleEndian(1), top());
            case 'r' -> memo.put(bytes.littleEndian(4), top());
            case 'h' -> push(memo(bytes.littleEndian(1)));
            case 'j' -> push(memo(bytes.littleEndian(4)));
            case 'c' -> push(global(bytes.line(), bytes.line()));
            case 'R' -> call();
            case 0x81 -> newObject();
            case 'b' -> build();
            case 'Q' -> {
                if (!(pop() instanceof PyTuple id)) {
                    throw bad("has a persistent id that is not a tuple");
                }
                push(persistentIds.load(id.items()));
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private Object global(String module, String name) throws TorchException {
        Globals global = Globals.named(module, name);
        if (global == null) {
            throw fault.of(
                    Kind.UNKNOWN_GLOBAL,
                    "needs " + Quote.plain(module + "." + name)
                            + ", which is none of the few classes that a file of tensors needs: refused, nothing was"
                            + " run; in Python, save its state_dict() alone");
        }
        return global;
    }

    private void call() throws TorchException {
        Object arguments = pop();
        push(calls.call(pop(), arguments));
    }

    /** Only an ordered dictionary is made so: the others are made by functions. */
    private void newObject() throws TorchException {
        Object arguments = pop();
        Object type = pop();
        if (type != Globals.ORDERED_DICT) {
            throw fault.of(Kind.BAD_CALL, "makes an object of " + Fault.shown(type));
        }
        push(calls.call(type, arguments));
    }

    /** The state of a dictionary is its _metadata, versions of modules: nothing that we need. */
    private void build() throws TorchException {
        pop();
        if (!(top() instanceof PyDict)) {
            throw fault.of(Kind.BAD_CALL, "sets the state of " + Fault.shown(top()) + ", not of an OrderedDict");
        }
    }

    private void append(List<Object> items) throws TorchException {
        if (!(top() instanceof PyList list)) {
            throw bad("appends to " + Fault.shown(top()));
        }
        list.items().addAll(items);
    }

    private void setItems(List<Object> items) throws TorchException {
        if (!(top() instanceof PyDict dict) || items.size() % 2 != 0) {
            throw bad("puts " + items.size() + " keys and values into " + Fault.shown(top()));
        }
        for (int i = 0; i < items.size(); i += 2) {
            dict.entries().put(calls.key(items.get(i)), items.get(i + 1));
        }
    }

    private Object memo(long index) throws TorchException {
        Object value = memo.get(index);
        if (value == null) {
            throw bad("uses value " + index + " of its memo, which is empty");
        }
        return value;
    }

    private void push(Object value) {
        stack.add(value);
    }

    private Object top() throws TorchException {
        requireAboveMark(1);
        return stack.get(stack.size() - 1);
    }

    private Object pop() throws TorchException {
        requireAboveMark(1);
        return stack.removeLast();
    }

    /** The topmost values, the deepest first. */
    private List<Object> pop(int count) throws TorchException {
        requireAboveMark(count);
        List<Object> top = stack.subList(stack.size() - count, stack.size());
        List<Object> values = List.copyOf(top);
        top.clear();
        return values;
    }

    private List<Object> popToMark() throws TorchException {
        if (marks.isEmpty()) {
            throw bad("needs a mark, and there is none");
        }
        int mark = marks.removeLast();
        return pop(stack.size() - mark);
    }

    private void requireAboveMark(int count) throws TorchException {
        int mark = marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
        if (stack.size() - mark < count) {
            throw bad("needs " + count + " values, but has " + (stack.size() - mark));
        }
    }

    private TorchException bad(String problem) {
        return fault.of(
                Kind.BAD_PICKLE,
                "is a damaged pickle: near byte " + bytes.position() + " it " + problem
                        + "; download or copy it again");
    }
}
