package vtp.loader;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A table of comma-separated values, quoted as RFC 4180 has it, in UTF-8 and lines that end with a line feed. It is
 * written row by row, and is there when it is finished and not before.
 *
 * @since 0.1.0
 */
public final class Csv implements AutoCloseable {
    private final AtomicFile file;
    private final Writer writer;

    private Csv(AtomicFile file) {
        this.file = file;
        this.writer = new BufferedWriter(new OutputStreamWriter(file.stream(), StandardCharsets.UTF_8));
    }

    /**
     * Begins a table; one that is there is replaced at the end.
     *
     * @param columns their names, the first row
     */
    public static Csv open(Path file, Object... columns) throws IOException {
        Csv csv = new Csv(AtomicFile.open(file, AtomicFile.Existing.REPLACE));
        csv.row(columns);
        return csv;
    }

    /** Writes a row: numbers as Java has them, and texts, quoted where they must be. */
    public void row(Object... cells) throws IOException {
        for (int i = 0; i < cells.length; i++) {
            writer.write(i == 0 ? "" : ",");
            writer.write(quoted(String.valueOf(cells[i])));
        }
        writer.write("\n");
    }

    private static String quoted(String cell) {
        return cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                ? cell
                : '"' + cell.replace("\"", "\"\"") + '"';
    }

    /** Puts the table in its place. */
    public void finish() throws IOException {
        writer.flush();
        file.commit();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
