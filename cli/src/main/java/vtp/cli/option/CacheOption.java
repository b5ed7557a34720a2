package vtp.cli.option;

import picocli.CommandLine.Option;
import vtp.cli.console.Terminal;
import vtp.engine.files.UserCache;

/** Whether what took long to compute is kept for the next run. */
public final class CacheOption {
    @Option(
            names = "--no-cache",
            description = "Neither read nor keep features of labels. Otherwise those of 100 prompts or more are kept"
                    + " in the folder VTP_CACHE, else in $XDG_CACHE_HOME/vtp or ~/.cache/vtp.")
    private boolean none;

    /** The user's cache, or one that remembers nothing. */
    public UserCache cache(Terminal terminal) {
        return none ? UserCache.none() : UserCache.of(terminal.environment());
    }
}
