package vtp.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vtp.cli.console.Console;
import vtp.cli.console.Terminal;
import vtp.cli.console.UsageException;
import vtp.cli.file.OutputFolder;
import vtp.cli.option.CommonOptions;
import vtp.cli.option.IndexArgument;
import vtp.engine.image.PictureWriter;
import vtp.search.ImageSearcher;
import vtp.search.MapPainting;
import vtp.search.PictureMap;

@Command(
        footer = {
            "",
            "DIR gets map.csv: id, x, y, cluster, path, label; and map.png, with the pictures where they lie. x and y"
                    + " are the first two principal components of the self-supervised features, the clusters those of"
                    + " k-means in the first 8.",
            "",
            "Examples:",
            "  vtp map photos.index -o map",
            "  vtp map photos.index -o map --clusters 40"
        })
public final class MapCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final IndexArgument index = new IndexArgument();

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "DIR",
            description = "The folder to write to.")
    private Path out = Path.of("");

    @Option(names = "--clusters", paramLabel = "N", description = "How many clusters. Default: 12.")
    private int clusters = PictureMap.DEFAULT_CLUSTERS;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    public MapCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Console console = common.console(terminal);
        if (clusters < 1) {
            throw new UsageException("--clusters " + clusters + ": must be at least 1");
        }
        try (ImageSearcher searcher = index.open()) {
            PictureMap map = PictureMap.of(searcher, clusters);
            OutputFolder.create(out);
            map.writeCsv(out.resolve("map.csv"));
            PictureWriter.writePng(MapPainting.of(map, searcher.settings().reader()), out.resolve("map.png"));
            int pictures = map.spots().size();
            console.done(out + ": map.csv and map.png of " + pictures + " pictures", json -> {
                json.writeStringField("output", out.toString());
                json.writeNumberField("pictures", pictures);
            });
        }
        return 0;
    }
}
