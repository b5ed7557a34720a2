package vtp.loader.torch;

import java.util.ArrayList;
import java.util.List;
import vtp.loader.torch.TorchException.Kind;

/** What the {@link Globals} do when a pickle calls them: they make dictionaries, sizes and tensors. */
final class Calls {
    /** Of a tensor; PyTorch's own operations stop at 64. */
    private static final int MOST_DIMENSIONS = 64;

    private final Fault fault;
    private int pairs;

    Calls(Fault fault) {
        this.fault = fault;
    }

    Object call(Object function, Object arguments) throws TorchException {
        if (!(function instanceof Globals global) || !(arguments instanceof PyTuple tuple)) {
            throw fault.of(
                    Kind.BAD_CALL,
                    "calls " + Fault.shown(function) + " with " + Fault.shown(arguments)
                            + "; a PyTorch file calls functions with tuples");
        }
        List<Object> items = tuple.items();
        return switch (global) {
            case ORDERED_DICT -> orderedDict(items);
            case SIZE -> size(items);
            case REBUILD_TENSOR -> tensor(items);
            case REBUILD_PARAMETER -> parameter(items);
            default -> throw fault.of(Kind.BAD_CALL, "calls " + global + ", which is not a function");
        };
    }

    /** Empty, as it is filled afterwards; or with a list of pairs, as Python 2 has it. */
    private PyDict orderedDict(List<Object> items) throws TorchException {
        PyDict dict = new PyDict();
        if (items.isEmpty()) {
            return dict;
        }
        if (items.size() == 1 && items.get(0) instanceof PyList list) {
            count(list.items().size());
            for (Object pair : list.items()) {
                List<Object> entry = pair instanceof PyList two
                        ? two.items()
                        : pair instanceof PyTuple tuple ? tuple.items() : List.of();
                if (entry.size() != 2) {
                    throw wrong(Globals.ORDERED_DICT, "a list of pairs");
                }
                dict.entries().put(key(entry.get(0)), entry.get(1));
            }
            return dict;
        }
        throw wrong(Globals.ORDERED_DICT, "nothing, or a list of pairs");
    }

    /** One list may be given to many calls, each of which makes a dictionary as large. */
    private void count(int more) throws TorchException {
        if (more > Pickle.MOST_VALUES - pairs) {
            throw fault.of(Kind.TOO_LARGE, "its pickle makes more than " + Pickle.MOST_VALUES + " values");
        }
        pairs += more;
    }

    private PyTuple size(List<Object> items) throws TorchException {
        if (items.size() == 1 && items.get(0) instanceof PyTuple sizes) {
            return sizes;
        }
        throw wrong(Globals.SIZE, "a tuple");
    }

    /** The tensor itself: whether it is trained does not matter here. */
    private Tensor parameter(List<Object> items) throws TorchException {
        if (items.size() == 3 && items.get(0) instanceof Tensor tensor) {
            return tensor;
        }
        throw wrong(Globals.REBUILD_PARAMETER, "a tensor, a truth value and a dictionary");
    }

    /** (storage, offset, size, stride, requires_grad, hooks), and in some files metadata. */
    private Tensor tensor(List<Object> items) throws TorchException {
        if ((items.size() != 6 && items.size() != 7)
                || !(items.get(0) instanceof Storage storage)
                || !(items.get(1) instanceof Long offset)) {
            throw wrong(Globals.REBUILD_TENSOR, "a storage, an offset, sizes, strides, a truth value and a dictionary");
        }
        List<Long> shape = numbers(items.get(2));
        List<Long> strides = numbers(items.get(3));
        if (shape.size() != strides.size()) {
            throw fault.of(
                    Kind.BAD_TENSOR,
                    "a tensor of storage " + Fault.shown(storage.key()) + " has " + shape.size() + " sizes and "
                            + strides.size() + " strides");
        }
        checkReach(storage, offset, shape, strides);
        return new Tensor(storage, offset, shape, strides);
    }

    private List<Long> numbers(Object tuple) throws TorchException {
        List<Long> numbers = new ArrayList<>();
        if (tuple instanceof PyTuple items && items.items().size() <= MOST_DIMENSIONS) {
            for (Object item : items.items()) {
                if (item instanceof Long number && number >= 0) {
                    numbers.add(number);
                }
            }
            if (numbers.size() == items.items().size()) {
                return List.copyOf(numbers);
            }
        }
        throw fault.of(
                Kind.BAD_TENSOR,
                "the sizes or strides of a tensor are not a tuple of at most " + MOST_DIMENSIONS
                        + " integers from 0 on");
    }

    /** The last element, and all before it, must be in the storage; a tensor without elements has none. */
    private void checkReach(Storage storage, long offset, List<Long> shape, List<Long> strides) throws TorchException {
        long last = offset;
        try {
            storage.dtype().byteSize(shape);
            for (int i = 0; i < shape.size(); i++) {
                last = Math.addExact(last, Math.multiplyExact(Math.max(0, shape.get(i) - 1), strides.get(i)));
            }
        } catch (ArithmeticException e) {
            last = Long.MAX_VALUE;
        }
        boolean empty = shape.contains(0L) && last < Long.MAX_VALUE;
        if (offset < 0 || (!empty && last >= storage.elements())) {
            throw fault.of(
                    Kind.BAD_TENSOR,
                    "a tensor of sizes " + Fault.shown(shape.toString()) + " and strides "
                            + Fault.shown(strides.toString()) + " from element " + offset + " on reaches element "
                            + last
                            + " of storage " + Fault.shown(storage.key()) + ", which has " + storage.elements());
        }
    }

    /** A key of a dictionary: a string or a whole number, as all are that lead to tensors. */
    Object key(Object key) throws TorchException {
        if (key instanceof String || key instanceof Number || key instanceof Boolean || key instanceof PyNone) {
            return key;
        }
        throw fault.of(Kind.BAD_PICKLE, "a dictionary has " + Fault.shown(key) + " as a key");
    }

    private TorchException wrong(Globals global, String takes) {
        return fault.of(Kind.BAD_CALL, "calls " + global + " with something else than " + takes);
    }
}
