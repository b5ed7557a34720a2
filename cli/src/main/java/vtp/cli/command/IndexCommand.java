package vtp.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vtp.cli.console.Console;
import vtp.cli.console.LibraryLog;
import vtp.cli.console.Terminal;
import vtp.cli.console.UsageException;
import vtp.cli.file.InputFile;
import vtp.cli.option.CommonOptions;
import vtp.cli.option.EnumConverter;
import vtp.cli.option.ModelOptions;
import vtp.cli.option.PictureInputs;
import vtp.cli.option.PreparationOptions;
import vtp.datasets.Dataset;
import vtp.datasets.DatasetException;
import vtp.datasets.DatasetKind;
import vtp.datasets.Datasets;
import vtp.datasets.NamedFiles;
import vtp.engine.VtpModel;
import vtp.engine.config.Part;
import vtp.engine.files.CheckpointDigest;
import vtp.engine.files.ModelSource;
import vtp.engine.files.UserCache;
import vtp.engine.image.Preparation;
import vtp.search.ImageSearcher;
import vtp.search.IndexSettings;
import vtp.search.IndexUpdate;
import vtp.search.PictureIndex;

@Command(
        footer = {
            "",
            "The same command brings the index up to date: it encodes what is new or has changed, and removes what is"
                    + " gone from the folders that it is given. It may be stopped at any time, and goes on from there;"
                    + " others may search meanwhile, and find what has been committed.",
            "An index belongs to one model, preparation and orientation; \"vtp search\" asks it.",
            "",
            "Examples:",
            "  vtp index -r photos -o photos.index -m small",
            "  vtp index imagenet/val --as classes -o val.index -m small --quantize",
            "  vtp index train-{000..031}.tar -o train.index -m small"
        })
public final class IndexCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final PictureInputs pictures = new PictureInputs();

    @Option(
            names = "--as",
            paramLabel = "KIND",
            converter = EnumConverter.OfDatasetKind.class,
            completionCandidates = EnumConverter.OfDatasetKind.class,
            description = "Take the arguments as data sets, with their labels: classes, a folder with a folder for each"
                    + " class; flat; list, a text file with a path, a TAB, and a label a line; or tar, which"
                    + " archives are anyway.")
    private @Nullable DatasetKind kind;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "INDEX",
            description = "The folder of the index; made if there is none.")
    private Path out = Path.of("");

    @Option(
            names = "--quantize",
            description = "Search a copy of the features in 7 bits a number, which needs a quarter of the memory.")
    private boolean quantize;

    @Mixin
    private final PreparationOptions preparation = new PreparationOptions();

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    public IndexCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        LibraryLog.silenceLucene();
        Console console = common.console(terminal);
        preparation.check();
        pictures.reader();
        Source source = isDataset() ? dataset() : files(console);
        if (source.dataset == null) {
            return console.failures();
        }
        ModelSource files = model.find(console, modelOfIndex());
        try (PictureIndex index = PictureIndex.open(out, settings(files));
                VtpModel vtp = model.loadForMany(files, Part.TRUNK, Part.CLIP_HEAD);
                IndexReport report = new IndexReport(console)) {
            IndexUpdate.Summary summary = new IndexUpdate(index, source.dataset, vtp)
                    .reader(pictures.reader())
                    .threads(model.threads())
                    .removeGoneBelow(source.places)
                    .run(report);
            report.ends(summary, out.toString());
            return console.failures();
        }
    }

    /** What is indexed, if there is anything, and where what is gone may be removed. */
    private record Source(@Nullable Dataset dataset, List<Path> places) {}

    /** Whether the arguments are data sets, as was said or as they can be nothing else. */
    private boolean isDataset() {
        if (kind != null) {
            return true;
        }
        List<String> packed = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (String name : pictures.names()) {
            (name.equals("-") || !Datasets.isPacked(name) ? others : packed).add(name);
        }
        if (!packed.isEmpty() && !others.isEmpty()) {
            throw new UsageException(packed.get(0) + " is a data set, and " + others.get(0)
                    + " need not be: index one after the other, or say with --as what both are");
        }
        return !packed.isEmpty();
    }

    private Source dataset() throws IOException {
        if (pictures.names().isEmpty()) {
            throw new UsageException("there is no data set; name one");
        }
        List<String> names = pictures.names();
        Dataset dataset;
        List<Path> places;
        try {
            dataset = Datasets.of(names, kind, false);
            places = Datasets.places(names);
        } catch (DatasetException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
        if (!IndexUpdate.takes(dataset)) {
            throw new UsageException(dataset.name() + ": its pictures are no files, and an index shows what is"
                    + " found from its files; write them out as files, or as a tar archive");
        }
        return new Source(dataset, places);
    }

    /** What is known to be no good is named here already. */
    private Source files(Console console) throws IOException {
        List<Path> paths = new ArrayList<>();
        for (InputFile input : pictures.list(console)) {
            Path path = input.path();
            if (input.problem() != null) {
                console.failed(input.name(), input.problem());
            } else if (path == null) {
                throw new UsageException("standard input has no name to be found by; name files or folders");
            } else {
                paths.add(path);
            }
        }
        if (paths.isEmpty()) {
            return new Source(null, List.of());
        }
        List<Path> places = new ArrayList<>(paths);
        for (String name : pictures.names()) {
            Path place = Path.of(name);
            if (Files.isDirectory(place)) {
                places.add(place);
            }
        }
        return new Source(new NamedFiles("the pictures", paths), places);
    }

    /** What the model of the index is called, if there is one already. */
    private Optional<String> modelOfIndex() throws IOException {
        if (!ImageSearcher.isIndex(out)) {
            return Optional.empty();
        }
        try (ImageSearcher searcher = ImageSearcher.open(out)) {
            return Optional.of(searcher.settings().model());
        }
    }

    private IndexSettings settings(ModelSource files) throws IOException {
        PreparationOptions.Plan plan = preparation.plan(files.config(), Preparation.SQUASH);
        if (plan.preparation() == Preparation.NONE) {
            throw new UsageException("--prepare none: the pictures of an index must have one size");
        }
        String sha256 = new CheckpointDigest(UserCache.of(terminal.environment())).sha256(files);
        return new IndexSettings(
                name(files), sha256, plan.preparation(), plan.size(), pictures.orientation(), quantize);
    }

    /** By what the model will be found again. */
    private String name(ModelSource files) {
        String given = model.name(terminal).orElse(files.name());
        return Files.exists(Path.of(given)) ? Path.of(given).toAbsolutePath().toString() : given;
    }
}
