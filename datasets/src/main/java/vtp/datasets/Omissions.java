package vtp.datasets;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * Counts what a data set leaves out, by reason.
 *
 * @since 0.1.0
 */
public final class Omissions {
    private final Map<Reason, Long> counts = new EnumMap<>(Reason.class);

    /** Nothing is left out. */
    public Omissions() {}

    /** Why something is no item. */
    public enum Reason {
        /** Its name begins with a dot. */
        HIDDEN("hidden"),
        /** A file whose name does not end as those of pictures do. */
        NOT_A_PICTURE("not pictures by their names"),
        /** A file beside the folders of the classes. */
        OUTSIDE_CLASSES("outside the classes' folders"),
        /** A folder in one that is taken for itself, without classes. */
        FOLDER("folders in a folder without classes"),
        /** A link to a folder that it lies in. */
        LINK_LOOP("links to a folder above them"),
        /** A sample of an archive that has a label or a text, but no picture. */
        NO_PICTURE("samples without a picture");

        private final String text;

        Reason(String text) {
            this.text = text;
        }
    }

    void add(Reason reason) {
        counts.merge(reason, 1L, Long::sum);
    }

    void addAll(Omissions others) {
        others.counts.forEach((reason, count) -> counts.merge(reason, count, Long::sum));
    }

    /** Returns how many were left out for a reason. */
    public long count(Reason reason) {
        return counts.getOrDefault(reason, 0L);
    }

    /** Returns whether nothing was left out. */
    public boolean isEmpty() {
        return counts.isEmpty();
    }

    /** Returns the counts in one line: "3 hidden, 12 not pictures by their names". */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder();
        counts.forEach((reason, count) -> line.append(line.isEmpty() ? "" : ", ")
                .append(String.format(Locale.ROOT, "%d %s", count, reason.text)));
        return line.toString();
    }
}
