package vtp.cli.option;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vtp.cli.console.Terminal;
import vtp.cli.console.UsageException;
import vtp.cli.file.TextFiles;

/** The texts that a command takes. */
public final class TextInputs {
    @Parameters(arity = "0..*", paramLabel = "TEXT", description = "Texts; quote one that has blanks.")
    private List<String> texts = new ArrayList<>();

    @Option(
            names = "--text-file",
            paramLabel = "FILE",
            description =
                    "Take the texts from a file, one a line, an empty line an empty text; \"-\" is standard input.")
    private @Nullable String file;

    public List<String> list(Terminal terminal) {
        if (file == null && texts.isEmpty()) {
            throw new UsageException("there is no text; give some, or a file of them with --text-file");
        }
        if (file != null && !texts.isEmpty()) {
            throw new UsageException("texts and --text-file contradict each other; give one or the other");
        }
        return file == null ? texts : TextFiles.allLines(file, terminal);
    }
}
