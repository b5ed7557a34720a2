package vtp.cli.option;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Parameters;
import vtp.cli.console.LibraryLog;
import vtp.search.ImageSearcher;

/** The index that a command asks. */
public final class IndexArgument {
    @Parameters(index = "0", paramLabel = "INDEX", description = "A folder that \"vtp index\" has written.")
    private Path folder = Path.of("");

    /** Opens it as its last commit has it. */
    public ImageSearcher open() throws IOException {
        LibraryLog.silenceLucene();
        return ImageSearcher.open(folder);
    }

    /** Where it is. */
    public Path folder() {
        return folder;
    }
}
