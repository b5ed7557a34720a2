package vtp.server.api;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import vtp.server.http.Refusal;

/** The options of a request by their names, each read as the type that it must have; an unknown one is refused. */
final class Options {
    private final Map<String, Object> values;
    private final Collection<String> known = new TreeSet<>();

    Options(Map<String, Object> values) {
        this.values = values;
    }

    /** An option's value as it was sent; null if it was not. A list of one is its element. */
    @Nullable
    Object raw(String name) {
        known.add(name);
        Object value = values.get(name);
        return value instanceof List<?> list && list.size() == 1 ? list.get(0) : value;
    }

    /** A text. */
    Optional<String> text(String name) throws Refusal {
        Object value = raw(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof List || value instanceof Map) {
            throw bad(name, "must be given once");
        }
        return Optional.of(value.toString());
    }

    /** Texts: an array, or the option given several times. */
    List<String> texts(String name) throws Refusal {
        known.add(name);
        Object value = values.get(name);
        List<String> texts = new ArrayList<>();
        for (Object element : value instanceof List<?> list ? list : value == null ? List.of() : List.of(value)) {
            if (!(element instanceof String text)) {
                throw bad(name, "must be a text, or an array of texts");
            }
            texts.add(text);
        }
        return texts;
    }

    /** Words of a list, which may also be separated by commas. */
    List<String> words(String name) throws Refusal {
        List<String> words = new ArrayList<>();
        for (String text : texts(name)) {
            for (String word : text.split(",", -1)) {
                words.add(word.strip());
            }
        }
        return words;
    }

    /** A whole number of a range. */
    int number(String name, int usual, int least, int most) throws Refusal {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return usual;
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // said below
        }
        throw bad(name, "must be a whole number from " + least + " to " + most);
    }

    /** A whole number that is not negative. */
    long wholeNumber(String name, long usual) throws Refusal {
        Optional<String> text = text(name);
        try {
            long number = text.isEmpty() ? usual : Long.parseLong(text.get());
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // said below
        }
        throw bad(name, "must be a whole number, 0 or more");
    }

    /** A number. */
    double decimal(String name, double usual) throws Refusal {
        Optional<String> text = text(name);
        try {
            double number = text.isEmpty() ? usual : Double.parseDouble(text.get());
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // said below
        }
        throw bad(name, "must be a number");
    }

    /** One of some words, which are the names of an enum's constants. */
    <E extends Enum<E>> E choice(String name, Class<E> type, E usual) throws Refusal {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return usual;
        }
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(text.get())) {
                return constant;
            }
        }
        List<String> words = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            words.add(constant.name().toLowerCase(Locale.ROOT));
        }
        throw bad(name, "must be " + String.join(" or ", words));
    }

    /** Refuses options that nobody has asked for: they are misspelt. */
    void requireAllKnown() throws Refusal {
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                throw bad(name, "is not known here; there are " + String.join(", ", known));
            }
        }
    }

    /** A refusal of an option's value. */
    static Refusal bad(String name, String problem) {
        String shown = name.length() > 40 ? name.substring(0, 40) + "…" : name;
        return Refusal.badRequest("bad_parameter", shown + ": " + problem);
    }
}
