package vtp.cli.option;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import vtp.cli.console.Console;
import vtp.cli.console.UsageException;
import vtp.cli.file.FolderFilter;
import vtp.cli.file.InputFile;
import vtp.cli.file.InputFiles;
import vtp.cli.file.TextFiles;

/** A file that names the files to work on, beside the arguments that do. */
public final class FileList {
    @Option(
            names = "--files-from",
            paramLabel = "FILE",
            description =
                    "Take names from a file too, one a line; \"-\" is standard input. Results keep the whole path.")
    private @Nullable String file;

    @Option(
            names = {"-0", "--null"},
            description = "Names of --files-from end in a NUL byte, as find -print0 writes them.")
    private boolean endedByNul;

    /** All files that arguments and the list name. */
    public List<InputFile> list(FolderFilter filter, boolean recursive, List<String> arguments, Console console)
            throws IOException {
        if (endedByNul && file == null) {
            throw new UsageException("--null has no meaning without --files-from");
        }
        if (file == null && arguments.isEmpty()) {
            throw new UsageException("there are no " + filter.plural() + "; name some, or a list with --files-from");
        }
        if (arguments.contains("-") && "-".equals(file)) {
            throw new UsageException("\"-\" and --files-from - both want standard input");
        }
        List<String> listed = file == null ? List.of() : TextFiles.names(file, endedByNul, console.terminal());
        return new InputFiles(filter, recursive).list(arguments, listed, console);
    }
}
