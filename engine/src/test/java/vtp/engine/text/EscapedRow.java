package vtp.engine.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A line of a golden: what is wanted, a tab, a text; code units that are not printable ASCII are escaped. */
record EscapedRow(String wanted, String escaped) {
    private static final Path GOLDENS = Path.of("..", "testdata", "goldens");

    /** Returns the rows of a file in {@code testdata/goldens}. */
    static List<EscapedRow> read(String file) {
        try {
            return Files.readAllLines(GOLDENS.resolve(file)).stream()
                    .map(line -> line.split("\t", -1))
                    .map(columns -> new EscapedRow(columns[0], columns[1]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text() {
        return unescape(escaped);
    }

    static String unescape(String escaped) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < escaped.length(); i++) {
            if (escaped.charAt(i) == '\\') {
                text.append((char) Integer.parseInt(escaped, i + 2, i + 6, 16));
                i += 5;
            } else {
                text.append(escaped.charAt(i));
            }
        }
        return text.toString();
    }
}
