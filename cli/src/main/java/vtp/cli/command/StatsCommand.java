package vtp.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import vtp.cli.console.Console;
import vtp.cli.console.Terminal;
import vtp.cli.console.UsageException;
import vtp.cli.option.CommonOptions;
import vtp.datasets.LatentsStatistics;

@Command(
        footer = {
            "",
            "Mean and standard deviation of each channel over all pictures, as LightningDiT's trainer reads them:"
                    + " from what \"vtp extract\" noted of each shard, once all ranks have ended; in a folder without a"
                    + " manifest, from the shards themselves.",
            "",
            "Examples:",
            "  vtp stats latents",
            "  vtp stats latents --json"
        })
public final class StatsCommand implements Callable<Integer> {
    private static final String FILE = "latents_stats.pt";

    private final Terminal terminal;

    @Parameters(paramLabel = "OUT", description = "A folder of shards of latents.")
    private Path folder = Path.of("");

    @Mixin
    private final CommonOptions common = new CommonOptions();

    public StatsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Console console = common.console(terminal);
        if (!Files.isDirectory(folder)) {
            throw new UsageException(folder + ": no such folder");
        }
        LatentsStatistics statistics = LatentsStatistics.of(folder);
        Path file = folder.resolve(FILE);
        statistics.write(file);
        int channels = statistics.moments().channels();
        console.done(file + ": " + channels + " channels of " + statistics.pictures() + " pictures", json -> {
            json.writeStringField("output", file.toString());
            json.writeNumberField("channels", channels);
            json.writeNumberField("pictures", statistics.pictures());
        });
        return 0;
    }
}
