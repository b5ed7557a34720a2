package vtp.cli.file;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file to work on. That it exists or can be read is not said.
 *
 * @param name what messages call it: its path as it was given
 * @param relative what results are named by: its path below the folder that was given, steps joined by "/"
 * @param path where it is; null for standard input
 * @param problem what is known to be wrong with it before it is opened; null if nothing
 */
public record InputFile(
        String name,
        String relative,
        @Nullable Path path,
        @Nullable String problem) {
    /** What standard input is called. */
    static final String STANDARD_INPUT = "stdin";

    static InputFile standardInput() {
        return new InputFile(STANDARD_INPUT, STANDARD_INPUT, null, null);
    }

    /** Something that stands in the place of files, and is no good. */
    static InputFile bad(Path path, String problem) {
        return new InputFile(path.toString(), path.toString(), path, problem);
    }

    /**
     * Throws what is known to be wrong with it.
     *
     * @throws IOException if something is
     */
    public void check() throws IOException {
        if (problem != null) {
            throw new IOException(problem);
        }
    }
}
