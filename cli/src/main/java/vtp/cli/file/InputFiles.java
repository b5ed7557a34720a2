package vtp.cli.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import vtp.cli.console.Console;
import vtp.cli.console.RawBytes;
import vtp.cli.console.UsageException;

/** The files that arguments name: files themselves, "-" for standard input, and folders for what is in them. */
public final class InputFiles {
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+://");

    private final FolderFilter filter;
    private final boolean recursive;
    private final PassedOver passedOver = new PassedOver();
    private final InputNames names = new InputNames();

    /**
     * How to look.
     *
     * @param filter which files of a folder count
     * @param recursive whether those of folders in it do too
     */
    public InputFiles(FolderFilter filter, boolean recursive) {
        this.filter = filter;
        this.recursive = recursive;
    }

    /**
     * All files, in the order of the arguments, those of a folder sorted, without the hidden ones. What cannot be read,
     * and a folder that has none, is in the list as a bad one; what is left out is reported.
     *
     * @param listed names out of a list, whose results keep the whole path
     */
    public List<InputFile> list(List<String> arguments, List<String> listed, Console console) throws IOException {
        arguments.forEach(argument -> add(argument, false));
        listed.forEach(name -> add(name, true));
        passedOver.report(console);
        return names.files();
    }

    private void add(String argument, boolean isListed) {
        if (argument.equals("-") && !isListed) {
            if (names.has(InputFile.standardInput())) {
                throw new UsageException("\"-\" is given twice, but there is one standard input");
            }
            names.add(InputFile.standardInput());
            return;
        }
        if (argument.isEmpty()) { // a variable of the shell that is not set; as a path it is the current folder
            throw new UsageException("an input's name is empty; for the current folder, say \".\"");
        }
        if (ADDRESS.matcher(argument).lookingAt()) {
            names.add(InputFile.bad(
                    RawBytes.escaped(argument),
                    "is an address; nothing is fetched from one, but models by \"vtp pull\": download it first"));
            return;
        }
        try {
            Path path = FileNames.path(argument);
            if (Files.isDirectory(path)) {
                names.addFolder(path, walk(path), isListed);
            } else {
                InputFile file = InputFile.given(path);
                String whole = FileNames.below(path);
                names.add(isListed ? file.named(whole, whole) : file);
            }
        } catch (InvalidPathException e) {
            names.add(InputFile.bad(RawBytes.escaped(argument), "is not a path: " + e.getReason()));
        }
    }

    private List<InputFile> walk(Path folder) {
        List<InputFile> found = new FolderWalk(folder, filter, recursive, passedOver).walk();
        if (found.isEmpty()) {
            String deeper = recursive ? "" : "; -r looks into the folders in it";
            return List.of(InputFile.bad(folder, "the folder has no " + filter.plural() + " in it" + deeper));
        }
        return found;
    }
}
