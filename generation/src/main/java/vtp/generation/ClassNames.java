package vtp.generation;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import vtp.engine.files.NameSuggestion;

/**
 * What the classes of a generator are called.
 *
 * @param count K, how many classes there are
 * @param names by their numbers; none if nobody says
 * @since 0.1.0
 */
public record ClassNames(int count, List<String> names) {
    private static final int SHOWN = 4;

    /**
     * @throws IllegalArgumentException if there are names, and not as many as classes
     */
    public ClassNames {
        names = List.copyOf(names);
        if (!names.isEmpty() && names.size() != count) {
            throw new IllegalArgumentException(names.size() + " names for " + count + " classes");
        }
    }

    /**
     * The number of the class that a text means: its number, or its name.
     *
     * @throws IllegalArgumentException that begins with the text, quoted if it is a name, if there is no such class, or
     *     several
     */
    public int number(String label) {
        if (label.matches("\\d{1,9}")) {
            int number = Integer.parseInt(label);
            if (number >= count) {
                throw new IllegalArgumentException(
                        label + ": the generator has " + count + " classes, which are numbered from 0");
            }
            return number;
        }
        if (names.isEmpty()) {
            throw new IllegalArgumentException("\"" + label + "\": nobody says what the generator's classes are called;"
                    + " give a number from 0 to " + (count - 1));
        }
        int first = names.indexOf(label);
        if (first < 0) {
            Set<String> known = new LinkedHashSet<>(names);
            Optional<String> close = NameSuggestion.ofTyped(label, known);
            String meant = close.map(name -> "; did you mean \"" + name + "\"?")
                    .orElse("; the first are " + String.join(", ", names.subList(0, Math.min(SHOWN, count))));
            throw new IllegalArgumentException("\"" + label + "\" is none of the " + count + " classes" + meant);
        }
        if (names.lastIndexOf(label) != first) {
            throw new IllegalArgumentException("\"" + label + "\" is the name of the classes " + first + " and "
                    + names.lastIndexOf(label) + "; give the number");
        }
        return first;
    }

    /** The name of a class, or its number if nobody says. */
    public String name(int number) {
        return names.isEmpty() ? String.valueOf(number) : names.get(number);
    }
}
