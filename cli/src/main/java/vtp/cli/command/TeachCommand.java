package vtp.cli.command;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vtp.cli.console.Console;
import vtp.cli.console.JsonLine;
import vtp.cli.console.Progress;
import vtp.cli.console.Terminal;
import vtp.cli.console.UsageException;
import vtp.cli.file.Provenance;
import vtp.cli.option.CommonOptions;
import vtp.cli.option.DatasetReading;
import vtp.cli.option.ModelOptions;
import vtp.datasets.Dataset;
import vtp.datasets.ExtractedRows;
import vtp.datasets.Extraction;
import vtp.datasets.ExtractionPlan;
import vtp.engine.VtpModel;
import vtp.engine.config.Part;
import vtp.engine.files.ModelSource;
import vtp.evaluation.Measure;
import vtp.evaluation.probe.ExtractedFeatures;
import vtp.evaluation.probe.LinearProbe;
import vtp.evaluation.probe.ProbeEncoder;
import vtp.evaluation.probe.Teaching;
import vtp.loader.Dtype;

@Command(
        footer = {
            "",
            "FOLDER has a folder for each class, named as the class is, with some pictures in it: five are a good"
                    + " beginning. How good the classifier is, is measured by cross-validation: pictures are classified"
                    + " by classifiers that have not seen them. The interval says how little a few pictures tell.",
            "",
            "Examples:",
            "  vtp teach mugs -o mugs.safetensors -m small",
            "  vtp classify photos --probe mugs.safetensors -m small"
        })
public final class TeachCommand implements Callable<Integer> {
    /** Parts of each picture that are trained on. */
    private static final int VIEWS = 4;

    private final Terminal terminal;

    @Parameters(paramLabel = "FOLDER", description = "A folder with a folder of pictures for each class.")
    private String folder = "";

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "The classifier to write, a .safetensors file.")
    private Path file = Path.of("");

    @Mixin
    private final DatasetReading reading = new DatasetReading();

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    public TeachCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Console console = common.console(terminal);
        if (!file.toString().endsWith(".safetensors") || Files.isDirectory(file)) {
            throw new UsageException("-o " + file + ": must be the name of a .safetensors file");
        }
        Dataset dataset = reading.dataset(List.of(folder));
        List<String> classes = dataset.classNames();
        if (classes.size() < 2) {
            throw new UsageException(folder + ": has " + classes.size() + " classes, but two are needed: a folder for"
                    + " each, with its pictures");
        }
        ModelSource files = model.find(console);
        Path work = Files.createTempDirectory("vtp-teach");
        try (VtpModel vtp = model.loadForMany(files, Part.TRUNK)) {
            ProbeEncoder encoder = new ProbeEncoder(vtp, VIEWS, 0);
            long failed = extract(console, dataset, encoder, work);
            try (ExtractedRows rows = ExtractedRows.open(work, encoder.tensor())) {
                teach(console, files, classes, rows);
            }
            return (int) failed;
        } finally {
            delete(work);
        }
    }

    private long extract(Console console, Dataset dataset, ProbeEncoder encoder, Path work)
            throws IOException, InterruptedException {
        ExtractionPlan plan = new ExtractionPlan("", Map.of(), Dtype.F32, ExtractionPlan.DEFAULT_SHARD_SIZE, 0, 1);
        try (ExtractionReport report = new ExtractionReport(console)) {
            Extraction.Summary summary = new Extraction(dataset, encoder, plan, work)
                    .reader(reading.reader())
                    .threads(model.threads())
                    .run(report);
            return summary.failed();
        }
    }

    private void teach(Console console, ModelSource files, List<String> classes, ExtractedRows rows)
            throws IOException {
        int channels = files.config().trunk().width();
        Teaching teaching = new Teaching(new ExtractedFeatures(rows, VIEWS), classes.size(), channels, model.threads());
        Teaching.Learnt learnt;
        try (Progress progress = console.progress("trainings", teaching.trainings())) {
            learnt = teaching.run(progress::to);
        }
        Provenance provenance =
                model.provenance(files).with("classifier", learnt.head().name());
        Measure accuracy = learnt.accuracy();
        if (accuracy != null) {
            provenance = provenance.with("cross_validated_top1", String.valueOf(accuracy.value()));
        }
        new LinearProbe(classes, learnt.head().blocks(), learnt.weight(), learnt.bias(), provenance.facts())
                .write(file);
        String found = accuracy == null
                ? "one class has a single picture, so nothing can be said of how good it is; give each two or more"
                : String.format(
                        Locale.ROOT,
                        "%.1f %% right on pictures it had not seen (%d-fold cross-validation; 95 %% interval %.0f to"
                                + " %.0f %%; by chance %.1f %%)",
                        accuracy.value(),
                        learnt.folds(),
                        accuracy.low(),
                        accuracy.high(),
                        100.0 / classes.size());
        console.result(file + ": " + classes.size() + " classes, " + rows.count() + " pictures: " + found, json -> {
            json.writeStringField("output", file.toString());
            json.writeNumberField("classes", classes.size());
            json.writeNumberField("pictures", rows.count());
            json.writeNumberField("folds", learnt.folds());
            JsonLine.number(json, "top1", accuracy == null ? Double.NaN : accuracy.value());
            JsonLine.number(json, "low", accuracy == null ? Double.NaN : accuracy.low());
            JsonLine.number(json, "high", accuracy == null ? Double.NaN : accuracy.high());
        });
    }

    private static void delete(Path work) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(work)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry)) {
                    delete(entry);
                } else {
                    Files.delete(entry);
                }
            }
        }
        Files.delete(work);
    }
}
