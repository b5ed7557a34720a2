package vtp.loader.torch;

import java.util.List;

/** A Python tuple. Compared by identity: it may be as deep as the pickle is long. */
final class PyTuple {
    private final List<Object> items;

    PyTuple(List<Object> items) {
        this.items = List.copyOf(items);
    }

    List<Object> items() {
        return items;
    }
}
