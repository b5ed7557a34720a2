package vtp.cli.command;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vtp.cli.console.Console;
import vtp.cli.console.Progress;
import vtp.cli.console.Terminal;
import vtp.cli.console.UsageException;
import vtp.cli.option.CommonOptions;
import vtp.cli.option.DatasetReading;
import vtp.cli.option.EnumConverter;
import vtp.cli.option.EvaluationOptions;
import vtp.cli.option.ModelOptions;
import vtp.cli.option.ProbeSelection;
import vtp.datasets.Dataset;
import vtp.datasets.ExtractedRows;
import vtp.engine.VtpModel;
import vtp.engine.config.Part;
import vtp.engine.files.ModelSource;
import vtp.evaluation.ClassTables;
import vtp.evaluation.probe.ExtractedFeatures;
import vtp.evaluation.probe.Head;
import vtp.evaluation.probe.LinearProbe;
import vtp.evaluation.probe.ProbeEncoder;
import vtp.evaluation.probe.ProbeTraining;
import vtp.evaluation.probe.TrainingPlan;
import vtp.loader.Csv;

@Command(
        footer = {
            "",
            "Features of all pictures are computed once, then 26 linear classifiers are trained on them at once: of the"
                    + " last block and of the last four, each with 13 learning rates. OUT gets probe.json, the accuracy"
                    + " of every classifier and what the best takes each class for (CSV), and the best as"
                    + " probe.safetensors, for \"vtp classify --probe\".",
            "The same command goes on where an earlier run ended, to the same numbers to the bit.",
            "",
            "Examples:",
            "  vtp eval probe imagenet/train imagenet/val -o results-small -m small",
            "  vtp eval probe pets/train pets/val -o pets-small -m small --views 4 --select held-out"
        })
public final class EvalProbeCommand implements Callable<Integer> {
    private static final String PROTOCOL = "probe";

    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "TRAIN", description = "The data set to train on, with labels.")
    private String train = "";

    @Parameters(
            index = "1",
            paramLabel = "VALIDATION",
            description = "The data set to count right answers on, with the same classes.")
    private String validation = "";

    @Mixin
    private final DatasetReading reading = new DatasetReading();

    @Mixin
    private final EvaluationOptions output = new EvaluationOptions();

    @Option(
            names = "--views",
            paramLabel = "V",
            description = "Train on V parts of each picture, drawn at random and mirrored or not, instead of on its"
                    + " middle. Default: 0.")
    private int views;

    @Option(
            names = "--select",
            paramLabel = "WHERE",
            converter = EnumConverter.OfProbeSelection.class,
            completionCandidates = EnumConverter.OfProbeSelection.class,
            description = "Choose the best on the validation pictures, as the published number was (default:"
                    + " validation), or on a tenth of the training pictures: held-out.")
    private ProbeSelection select = ProbeSelection.VALIDATION;

    @Option(names = "--batch-size", paramLabel = "N", description = "Pictures of a step. Default: 128.")
    private int batch = TrainingPlan.REFERENCE.batch();

    @Option(names = "--steps", paramLabel = "N", description = "Steps of an epoch. Default: 1250.")
    private int steps = TrainingPlan.REFERENCE.steps();

    @Option(names = "--epochs", paramLabel = "N", description = "Default: 10.")
    private int epochs = TrainingPlan.REFERENCE.epochs();

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            description = "The seed of all that is drawn at random. Default: 0.")
    private long seed;

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    public EvalProbeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Console console = common.console(terminal);
        TrainingPlan plan = plan();
        Dataset training = reading.dataset(List.of(train));
        Dataset validating = reading.dataset(List.of(validation));
        if (!training.classNames().equals(validating.classNames())) {
            throw new UsageException(
                    train + " and " + validation + " have other classes; a label is a place among them");
        }
        ModelSource files = model.find(console);
        EvaluationRun run = new EvaluationRun(console, files, model, reading.reader(), output, "probe");
        ProbeEncoder plain;
        ProbeEncoder viewing;
        try (VtpModel vtp = run.load(Part.TRUNK)) {
            plain = new ProbeEncoder(vtp, 0, seed);
            viewing = new ProbeEncoder(vtp, views, seed);
            run.extract(validating, plain, "probe-validation");
            run.with("views", String.valueOf(views)).with("seed of views", String.valueOf(seed));
            run.extract(training, viewing, "probe-train");
        } catch (IllegalArgumentException e) {
            throw new UsageException("--views " + views + ": " + e.getMessage(), e);
        }
        try (ExtractedRows trained = ExtractedRows.open(output.file("probe-train"), viewing.tensor());
                ExtractedRows validated = ExtractedRows.open(output.file("probe-validation"), plain.tensor())) {
            train(console, files, run, plan, trained, validated);
        }
        return run.failures();
    }

    private TrainingPlan plan() {
        try {
            return new TrainingPlan(batch, steps, epochs, select == ProbeSelection.HELD_OUT, seed);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--batch-size, --steps, --epochs: " + e.getMessage(), e);
        }
    }

    private void train(
            Console console,
            ModelSource files,
            EvaluationRun run,
            TrainingPlan plan,
            ExtractedRows trained,
            ExtractedRows validated)
            throws IOException {
        List<String> classes = classes(trained, validated);
        int channels = files.config().trunk().width();
        ProbeTraining training = new ProbeTraining(
                new ExtractedFeatures(trained, views),
                new ExtractedFeatures(validated, 0),
                classes.size(),
                channels,
                plan,
                Head.grid());
        ProbeTraining.Outcome outcome;
        try (Progress progress = console.progress("steps", (long) plan.steps() * plan.epochs())) {
            outcome = training.run(
                    output.file("probe-training.safetensors"),
                    trained.settings(),
                    output.restart(),
                    model.threads(),
                    new ProbeTraining.Listener() {
                        @Override
                        public void progressed(long done, long all) {
                            progress.to(done);
                        }

                        @Override
                        public void epoch(int epoch, double best) {
                            progress.note(String.format(Locale.ROOT, "best %.2f %%", best));
                        }
                    });
        }
        write(files, run, plan, outcome, classes, validated);
    }

    private List<String> classes(ExtractedRows trained, ExtractedRows validated) {
        if (!trained.classNames().isEmpty()) {
            return trained.classNames();
        }
        long most = IntStream.range(0, trained.count())
                .mapToLong(trained::label)
                .max()
                .orElse(0);
        long there = IntStream.range(0, validated.count())
                .mapToLong(validated::label)
                .max()
                .orElse(0);
        if (most == 0 || there > most) {
            throw new UsageException(train + ": its labels are 0 to " + most + ", those of " + validation + " 0 to "
                    + there + "; a probe needs two classes at least, and pictures of each to train on");
        }
        return IntStream.rangeClosed(0, Math.toIntExact(most))
                .mapToObj(String::valueOf)
                .toList();
    }

    private void write(
            ModelSource files,
            EvaluationRun run,
            TrainingPlan plan,
            ProbeTraining.Outcome outcome,
            List<String> classes,
            ExtractedRows validated)
            throws IOException {
        try (Csv csv = Csv.open(output.file("probe-classifiers.csv"), "blocks", "rate", "top1_after_last_epoch")) {
            for (int i = 0; i < outcome.heads().size(); i++) {
                Head head = outcome.heads().get(i);
                csv.row(head.blocks(), head.rate(), outcome.last().get(i).value());
            }
            csv.finish();
        }
        ClassTables tables = new ClassTables(classes, outcome.confusion());
        tables.writeClasses(output.file("probe-classes.csv"));
        tables.writeConfusions(output.file("probe-confusions.csv"));
        Head best = outcome.heads().get(outcome.bestHead());
        Map<String, String> facts = new LinkedHashMap<>(model.provenance(files).facts());
        facts.put("classifier", best.name());
        facts.put("top1", String.valueOf(outcome.best().value()));
        new LinearProbe(classes, best.blocks(), outcome.weight(), outcome.bias(), facts)
                .write(output.file("probe.safetensors"));
        run.with("training pictures", train)
                .with("training", plan.epochs() + " epochs of " + plan.steps() + " steps of " + plan.batch())
                .with("seed", String.valueOf(seed))
                .with("best classifier", best.name() + ", after epoch " + (outcome.bestEpoch() + 1))
                .with(
                        "chosen on",
                        select == ProbeSelection.HELD_OUT ? "a tenth of the training pictures" : "validation");
        if (select == ProbeSelection.VALIDATION) {
            run.deviates(
                    "The best of 26 classifiers and of all epochs was chosen on the pictures that it is reported on,"
                            + " as the published number was: it is a little too good. --select held-out is not.");
        }
        if (views == 0) {
            run.deviates("Training saw the middle of each picture; the published number was trained on parts drawn anew"
                    + " in each epoch. --views draws some.");
        } else {
            run.deviates("Training saw " + views + (views == 1 ? " part" : " parts")
                    + " of each picture, drawn once; the published number was trained"
                    + " on parts drawn anew in each epoch.");
        }
        run.result(PROTOCOL, validation, validated.count(), Map.of("top1", outcome.best()));
    }
}
