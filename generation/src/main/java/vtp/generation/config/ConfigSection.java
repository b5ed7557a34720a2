package vtp.generation.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import vtp.engine.config.ModelException;
import vtp.loader.Quote;

/** Some keys of a configuration, in YAML or JSON; what messages call one is its path, {@code sample.mode}. */
final class ConfigSection {
    private final String where;
    private final String path;
    private final Map<?, ?> keys;

    ConfigSection(String where, String path, Map<?, ?> keys) {
        this.where = where;
        this.path = path;
        this.keys = keys;
    }

    /** The file. */
    String where() {
        return where;
    }

    /** The section of this name; an empty one if there is none. */
    ConfigSection section(String name) throws ModelException {
        Object value = keys.get(name);
        if (value != null && !(value instanceof Map)) {
            throw problem(name, "has no keys of its own");
        }
        return new ConfigSection(where, path + name + ".", value == null ? Map.of() : (Map<?, ?>) value);
    }

    String text(String name) throws ModelException {
        Object value = keys.get(name);
        if (value == null) {
            throw problem(name, "is missing");
        }
        return String.valueOf(value);
    }

    String text(String name, String usual) {
        Object value = keys.get(name);
        return value == null ? usual : String.valueOf(value);
    }

    int integer(String name) throws ModelException {
        return integer(name, text(name));
    }

    int integer(String name, int usual) throws ModelException {
        return keys.get(name) == null ? usual : integer(name);
    }

    private int integer(String name, String value) throws ModelException {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw problem(name, "is " + Quote.of(value) + ", must be a whole number");
        }
    }

    double number(String name, double usual) throws ModelException {
        String value = text(name, String.valueOf(usual));
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw problem(name, "is " + Quote.of(value) + ", must be a number");
        }
    }

    /** False where there is no such key. */
    boolean flag(String name) throws ModelException {
        Object value = keys.get(name);
        if (value instanceof Boolean flag) {
            return flag;
        }
        if (value != null) {
            throw problem(name, "is " + Quote.of(String.valueOf(value)) + ", must be true or false");
        }
        return false;
    }

    /** Refuses any other value; no such key is as good. */
    void require(String name, String needed) throws ModelException {
        @Nullable Object value = keys.get(name);
        if (value != null && !needed.equals(value)) {
            throw problem(name, "is " + Quote.of(String.valueOf(value)) + "; only " + needed + " is supported");
        }
    }

    ModelException problem(String name, String problem) {
        return new ModelException(where, path + name + " " + problem);
    }
}
