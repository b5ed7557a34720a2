package vtp.loader.torch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vtp.loader.torch.TorchException.Kind;

/**
 * Gives the tensors of nested dictionaries, lists and tuples dotted names: {@code {"ema": {"w": T}, "opt": [T]}} →
 * {@code ema.w}, {@code opt.0}. Objects that hold themselves, or hold others many times over, are left after a bounded
 * number of steps.
 */
final class Flattener {
    private static final int DEEPEST = 64;
    private static final int MOST_STEPS = 4_000_000;
    /** In characters, of all names together. */
    private static final int LONGEST_NAMES = 64 << 20;
    /** The name of a tensor that is in nothing. */
    private static final String ALONE = "tensor";

    private final Fault fault;
    private final Map<String, TorchTensor> tensors = new LinkedHashMap<>();
    private int steps;
    private long nameChars;

    private Flattener(Fault fault) {
        this.fault = fault;
    }

    /** The tensors in what a pickle made, in its order. */
    static Map<String, TorchTensor> flatten(Fault fault, Object root) throws TorchException {
        Flattener flattener = new Flattener(fault);
        flattener.visit("", root, 0);
        return flattener.tensors;
    }

    private void visit(String name, Object value, int depth) throws TorchException {
        if (depth > DEEPEST || ++steps > MOST_STEPS) {
            throw fault.of(
                    Kind.TOO_LARGE,
                    "nests dictionaries and lists more than " + DEEPEST + " deep, or holds more than " + MOST_STEPS
                            + " values, or one that holds itself");
        }
        switch (value) {
            case Tensor tensor -> add(name.isEmpty() && depth == 0 ? ALONE : name, tensor);
            case PyDict dict -> {
                for (Map.Entry<Object, Object> entry : dict.entries().entrySet()) {
                    visit(dotted(name, String.valueOf(entry.getKey()), depth), entry.getValue(), depth + 1);
                }
            }
            case PyList list -> visitAll(name, list.items(), depth);
            case PyTuple tuple -> visitAll(name, tuple.items(), depth);
            default -> {
                // A number or a text of the configuration.
            }
        }
    }

    private void visitAll(String name, List<Object> items, int depth) throws TorchException {
        for (int i = 0; i < items.size(); i++) {
            visit(dotted(name, String.valueOf(i), depth), items.get(i), depth + 1);
        }
    }

    private String dotted(String name, String part, int depth) throws TorchException {
        nameChars += name.length() + part.length();
        if (nameChars > LONGEST_NAMES) {
            throw fault.of(Kind.TOO_LARGE, "has names of more than " + LONGEST_NAMES + " characters in all");
        }
        return depth == 0 ? part : name + "." + part;
    }

    private void add(String name, Tensor tensor) throws TorchException {
        if (tensors.put(name, new TorchTensor(fault.file(), name, tensor)) != null) {
            throw fault.of(Kind.DUPLICATE_NAME, "has two tensors that are called " + Fault.shown(name));
        }
    }
}
