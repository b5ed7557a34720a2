package vtp.evaluation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import vtp.evaluation.ConfusionMatrix.Confusion;
import vtp.loader.Csv;

/**
 * What pictures of each class were taken for, as tables.
 *
 * @param names of the classes
 * @param confusion of as many
 * @since 0.1.0
 */
public record ClassTables(List<String> names, ConfusionMatrix confusion) {

    /** @throws IllegalArgumentException if there are not as many names as classes */
    public ClassTables {
        names = List.copyOf(names);
        if (names.size() != confusion.classes()) {
            throw new IllegalArgumentException(names.size() + " names of " + confusion.classes() + " classes");
        }
    }

    /** Writes a row for each class: its pictures, how many were right, and what the others were taken for most. */
    public void writeClasses(Path file) throws IOException {
        try (Csv csv = Csv.open(file, "class", "name", "pictures", "top1", "top5", "most_taken_for", "times")) {
            for (int label = 0; label < names.size(); label++) {
                int most = mostTakenFor(label);
                csv.row(
                        label,
                        names.get(label),
                        confusion.pictures(label),
                        confusion.count(label, label),
                        confusion.amongFive(label),
                        most < 0 ? "" : names.get(most),
                        most < 0 ? 0 : confusion.count(label, most));
            }
            csv.finish();
        }
    }

    /** The other class that pictures of one were taken for most, the first of equals; -1 if for none. */
    private int mostTakenFor(int label) {
        int most = -1;
        int times = 0;
        for (int taken = 0; taken < names.size(); taken++) {
            if (taken != label && confusion.count(label, taken) > times) {
                most = taken;
                times = confusion.count(label, taken);
            }
        }
        return most;
    }

    /** Writes a row for each pair of classes of which one was taken for the other, the most frequent first. */
    public void writeConfusions(Path file) throws IOException {
        try (Csv csv = Csv.open(file, "class", "name", "taken_for", "taken_for_name", "pictures")) {
            for (Confusion pair : confusion.confusions()) {
                csv.row(pair.label(), names.get(pair.label()), pair.taken(), names.get(pair.taken()), pair.count());
            }
            csv.finish();
        }
    }
}
