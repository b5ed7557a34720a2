package vtp.loader.torch;

import java.util.ArrayList;
import java.util.List;

/** A Python list, or an (empty) set. Compared by identity, so it may hold itself. */
final class PyList {
    private final List<Object> items = new ArrayList<>(0);

    List<Object> items() {
        return items;
    }
}
