package vtp.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import vtp.cli.console.Console;
import vtp.cli.file.OutputFolder;
import vtp.loader.AtomicFile;
import vtp.search.Answer;
import vtp.search.Hit;

/** Copies the pictures that were found. */
final class HitCopies {
    private HitCopies() {}

    /**
     * Copies all, named by their places, so that none has the name of another: 03-dog.jpg, or 2-03-dog.jpg of the
     * second of several questions. One that is gone is reported.
     */
    static void write(Path folder, List<Answer> answers, Console console) throws IOException {
        OutputFolder.create(folder);
        int copied = 0;
        for (int question = 0; question < answers.size(); question++) {
            List<Hit> hits = answers.get(question).hits();
            String prefix = answers.size() == 1 ? "" : number(question, answers.size()) + "-";
            for (int place = 0; place < hits.size(); place++) {
                String name = prefix + number(place, hits.size()) + "-" + lastName(hits.get(place));
                copied += copy(hits.get(place), folder.resolve(name), console) ? 1 : 0;
            }
        }
        console.note(folder + ": " + copied + " pictures");
    }

    /** A place from 1, with as many digits as the last one has. */
    private static String number(int index, int count) {
        String number = String.valueOf(index + 1);
        return "0".repeat(String.valueOf(count).length() - number.length()) + number;
    }

    private static String lastName(Hit hit) {
        String name = hit.picture().name();
        return name.substring(name.replace('\\', '/').lastIndexOf('/') + 1);
    }

    private static boolean copy(Hit hit, Path target, Console console) throws IOException {
        byte[] bytes;
        try {
            bytes = hit.picture().read();
        } catch (IOException e) {
            console.failed(hit.picture().name(), String.valueOf(e.getMessage()));
            return false;
        }
        try (AtomicFile file = AtomicFile.open(target, AtomicFile.Existing.REPLACE)) {
            file.stream().write(bytes);
            file.commit();
        }
        return true;
    }
}
