package vtp.cli.command;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vtp.cli.console.Console;
import vtp.cli.console.Terminal;
import vtp.cli.console.UsageException;
import vtp.cli.option.CommonOptions;
import vtp.cli.option.IndexArgument;
import vtp.search.Duplicates;
import vtp.search.Hit;
import vtp.search.ImageSearcher;

@Command(
        footer = {
            "",
            "Two pictures are nearly equal if their self-supervised features, the vision transformer's class tokens,"
                    + " have a cosine of at least the threshold: 1 is the same picture; one that was made smaller or"
                    + " compressed is hardly below; pictures of the same thing lie below that. Pictures that"
                    + " others link are one group. The largest file stands first; nothing is deleted.",
            "",
            "Examples:",
            "  vtp dedup photos.index",
            "  vtp dedup photos.index --threshold 0.99 --json"
        })
public final class DedupCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final IndexArgument index = new IndexArgument();

    @Option(
            names = "--threshold",
            paramLabel = "COSINE",
            description = "From which cosine on pictures are nearly equal. Default: 0.97.")
    private double threshold = Duplicates.DEFAULT_THRESHOLD;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    public DedupCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Console console = common.console(terminal);
        if (!(threshold > 0 && threshold <= 1)) {
            throw new UsageException("--threshold " + threshold + ": must be a cosine, over 0 and at most 1");
        }
        try (ImageSearcher searcher = index.open()) {
            List<Duplicates.Group> groups = Duplicates.find(searcher, threshold);
            long pictures = 0;
            for (Duplicates.Group group : groups) {
                pictures += group.pictures().size();
                print(console, group);
            }
            console.note(groups.size() + " groups of " + pictures + " pictures, of " + searcher.count()
                    + " in the index, at a cosine of " + threshold);
        }
        return 0;
    }

    private static void print(Console console, Duplicates.Group group) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Hit hit : group.pictures()) {
            text.append(text.isEmpty() ? "" : "\n  ").append(HitList.line(hit));
        }
        console.result(text.toString(), json -> HitList.write(json, "pictures", group.pictures()));
    }
}
