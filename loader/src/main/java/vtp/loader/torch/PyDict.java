package vtp.loader.torch;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A Python dictionary, ordered or not; its keys are strings and whole numbers. Compared by identity, so it may hold
 * itself.
 */
final class PyDict {
    private final Map<Object, Object> entries = new LinkedHashMap<>();

    Map<Object, Object> entries() {
        return entries;
    }
}
