package vtp.cli.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import vtp.cli.console.Console;

/** What lies in the given folders and is left out, so that it is not left out in silence. */
final class PassedOver {
    /** Why something is left out, in the order in which reasons are told. */
    enum Reason {
        /** A picture in a format that is not read, say. */
        OTHER_FORMAT("of a format that is not read"),
        /** A folder in a folder, where those are not asked for. */
        FOLDER("folder%s, which -r looks into"),
        /** A folder that another link, or a link back to where it lies, led to before. */
        TAKEN("linked folder%s taken already"),
        /** A link to nothing, whose name does not say that it should be taken. */
        BROKEN_LINK("broken link%s");

        private final String words;

        Reason(String words) {
            this.words = words;
        }
    }

    private record Entry(Path path, String what) {}

    private final Map<Reason, List<Entry>> entries = new TreeMap<>();

    void add(Path path, Reason reason) {
        add(path, reason, "");
    }

    /** @param format what a file of another format is */
    void add(Path path, Reason reason, String format) {
        entries.computeIfAbsent(reason, key -> new ArrayList<>()).add(new Entry(path, format));
    }

    /** One line with the counts, or an object for each. */
    void report(Console console) throws IOException {
        if (entries.isEmpty()) {
            return;
        }
        List<String> counts = new ArrayList<>();
        for (Map.Entry<Reason, List<Entry>> entry : entries.entrySet()) {
            counts.add(entry.getKey() == Reason.OTHER_FORMAT ? formats(entry.getValue()) : count(entry));
        }
        console.note("vtp: passed over: " + String.join("; ", counts));
        for (Map.Entry<Reason, List<Entry>> entry : entries.entrySet()) {
            for (Entry one : entry.getValue()) {
                if (console.json()) {
                    console.result("", json -> {
                        json.writeStringField("input", FileNames.text(one.path()));
                        json.writeStringField("passed_over", one.what().isEmpty() ? why(entry.getKey()) : one.what());
                    });
                }
            }
        }
    }

    private static String count(Map.Entry<Reason, List<Entry>> entry) {
        int count = entry.getValue().size();
        return count + " " + entry.getKey().words.replace("%s", count == 1 ? "" : "s");
    }

    private static String why(Reason reason) {
        return reason.words.replace("%s", "");
    }

    /** "3 of a format that is not read (2 HEIC, 1 AVIF)". */
    private static String formats(List<Entry> files) {
        Map<String, Integer> counts = new TreeMap<>();
        files.forEach(file -> counts.merge(file.what(), 1, Integer::sum));
        List<String> each = new ArrayList<>();
        counts.forEach((format, count) -> each.add(count + " " + format));
        return files.size() + " of a format that is not read (" + String.join(", ", each) + ")";
    }
}
