package vtp.cli.option;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;
import vtp.cli.console.UsageException;
import vtp.engine.files.NameSuggestion;

/** The classes that a generator is asked to draw. */
public final class ClassOptions {
    @Option(
            names = "--label",
            paramLabel = "LABEL",
            description = "What to draw: the number of a class, from 0, or its name; repeatable. Default: any, by the"
                    + " seed.")
    private List<String> labels = new ArrayList<>();

    /**
     * The numbers of the classes asked for; none if any will do.
     *
     * @param names of the classes; none if they have none
     * @throws UsageException if there is no such class
     */
    public int[] classes(int count, List<String> names) {
        return labels.stream().mapToInt(label -> number(label, count, names)).toArray();
    }

    private static int number(String label, int count, List<String> names) {
        if (label.matches("\\d{1,9}")) {
            int number = Integer.parseInt(label);
            if (number >= count) {
                throw new UsageException(
                        "--label " + label + ": the generator has " + count + " classes, which are numbered from 0");
            }
            return number;
        }
        if (names.isEmpty()) {
            throw new UsageException("--label \"" + label + "\": nobody says what the generator's classes are called;"
                    + " give a number from 0 to " + (count - 1) + ", or their names with --label-names");
        }
        int first = names.indexOf(label);
        if (first < 0) {
            Set<String> known = new LinkedHashSet<>(names);
            String meant = NameSuggestion.ofTyped(label, known)
                    .map(close -> "; did you mean \"" + close + "\"?")
                    .orElse("; the first are " + String.join(", ", names.subList(0, Math.min(4, names.size()))));
            throw new UsageException("--label \"" + label + "\" is none of the " + count + " classes" + meant);
        }
        if (names.lastIndexOf(label) != first) {
            throw new UsageException("--label \"" + label + "\" is the name of the classes " + first + " and "
                    + names.lastIndexOf(label) + "; give the number");
        }
        return first;
    }
}
