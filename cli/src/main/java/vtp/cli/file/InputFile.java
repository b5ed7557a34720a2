package vtp.cli.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file to work on. That it exists or can be read is not said.
 *
 * @param name what messages call it: its path as it was given
 * @param relative what results are named by: its path below the folder that was given, steps joined by "/"
 * @param source what results say that they come from: the same, below the folder's name if several were given
 * @param path where it is; null for standard input
 * @param problem what is known to be wrong with it before it is opened; null if nothing
 */
public record InputFile(
        String name,
        String relative,
        String source,
        @Nullable Path path,
        @Nullable String problem) {
    /** What standard input is called. */
    static final String STANDARD_INPUT = "stdin";

    static InputFile standardInput() {
        return packed(STANDARD_INPUT);
    }

    /** One that has a name and no path. */
    public static InputFile packed(String name) {
        return new InputFile(name, name, name, null, null);
    }

    /** One that was given by itself. */
    static InputFile given(Path path) {
        List<String> steps = FileNames.steps(path);
        String name = FileNames.text(path);
        String last = steps.isEmpty() ? name : steps.get(steps.size() - 1);
        return new InputFile(name, last, last, path, null);
    }

    /** One that was found below a folder. */
    static InputFile below(Path folder, Path path) {
        String relative = String.join("/", FileNames.steps(folder.relativize(path)));
        return new InputFile(FileNames.text(path), relative, relative, path, null);
    }

    /** Something that stands in the place of files, and is no good. */
    static InputFile bad(Path path, String problem) {
        return bad(FileNames.text(path), problem);
    }

    /** Something that cannot even be a path. */
    static InputFile bad(String name, String problem) {
        return new InputFile(name, name, name, null, problem);
    }

    /** The same file, of which a problem is known. */
    InputFile failing(String newProblem) {
        return new InputFile(name, relative, source, path, newProblem);
    }

    /** The same file, whose results are named otherwise. */
    InputFile named(String newRelative, String newSource) {
        return new InputFile(name, newRelative, newSource, path, problem);
    }

    /**
     * Fails if something is known to be wrong with it.
     *
     * @throws IOException that says what
     */
    public void check() throws IOException {
        if (problem != null) {
            throw new IOException(problem);
        }
    }
}
