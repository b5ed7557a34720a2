package vtp.cli.option;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import vtp.cli.console.UsageException;
import vtp.generation.ClassNames;

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
     * @throws UsageException if there is no such class
     */
    public int[] classes(ClassNames classes) {
        return labels.stream().mapToInt(label -> number(label, classes)).toArray();
    }

    private static int number(String label, ClassNames classes) {
        try {
            return classes.number(label);
        } catch (IllegalArgumentException e) {
            String others =
                    classes.names().isEmpty() && !label.matches("\\d+") ? ", or their names with --label-names" : "";
            throw new UsageException("--label " + e.getMessage() + others, e);
        }
    }
}
