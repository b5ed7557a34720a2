package vtp.cli.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vtp.cli.console.Console;
import vtp.cli.console.EnumName;
import vtp.cli.console.Terminal;
import vtp.cli.console.UsageException;
import vtp.cli.file.TextFiles;
import vtp.cli.option.CacheOption;
import vtp.cli.option.CleaningOption;
import vtp.cli.option.CommonOptions;
import vtp.cli.option.DatasetOptions;
import vtp.cli.option.EvaluationOptions;
import vtp.cli.option.ModelOptions;
import vtp.datasets.Dataset;
import vtp.datasets.ExtractedRows;
import vtp.datasets.FeatureKind;
import vtp.datasets.ModelEncoder;
import vtp.engine.VtpModel;
import vtp.engine.ZeroShotClassifier;
import vtp.engine.config.Part;
import vtp.engine.files.ModelSource;
import vtp.engine.image.Preparation;
import vtp.engine.image.Rgb;
import vtp.engine.tensor.Embeddings;
import vtp.engine.text.ImageNet;
import vtp.evaluation.ConfusionMatrix;
import vtp.evaluation.ConfusionMatrix.Confusion;
import vtp.evaluation.EvaluationException;
import vtp.evaluation.Gallery;
import vtp.evaluation.Measure;
import vtp.evaluation.NamedPictures;
import vtp.evaluation.zeroshot.ZeroShotEvaluation;

@Command(
        footer = {
            "",
            "A class is known by the mean feature of its name in OpenAI's 80 prompts; pictures are squashed to the"
                    + " model's size, and logits are 100 times cosines. OUT gets zero-shot.json, a row for each class"
                    + " and for each confusion (CSV), and pictures of the most frequent ones.",
            "The same command goes on where an earlier run ended. Folders named as ImageNet's (n01440764 and so on)"
                    + " have the order of its names.",
            "",
            "Examples:",
            "  vtp eval zero-shot imagenet/val -o results-small -m small",
            "  vtp eval zero-shot pets --classes names.txt -o pets-small -m small"
        })
public final class EvalZeroShotCommand implements Callable<Integer> {
    private static final String PROTOCOL = "zero-shot";
    private static final int SHOWN = 6;
    private static final int THUMBNAIL = 112;
    private static final long IMAGENET_PICTURES = 50_000;

    private final Terminal terminal;

    @Mixin
    private final DatasetOptions data = new DatasetOptions();

    @Mixin
    private final EvaluationOptions output = new EvaluationOptions();

    @Option(
            names = "--classes",
            paramLabel = "FILE",
            description =
                    "Names of the classes, one a line, in the order of the data set's. Default: ImageNet's 1,000.")
    private @Nullable String classes;

    @Option(
            names = "--template",
            paramLabel = "TEXT",
            description = "A prompt, with {} for the name; repeatable. Default: OpenAI's 80.")
    private List<String> templates = new ArrayList<>();

    @Mixin
    private final CleaningOption cleaning = new CleaningOption();

    @Mixin
    private final CacheOption caching = new CacheOption();

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    public EvalZeroShotCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Console console = common.console(terminal);
        for (String template : templates) {
            if (!template.contains(ZeroShotClassifier.PLACE)) {
                throw new UsageException("--template \"" + template + "\" has no {} for the name");
            }
        }
        Dataset dataset = data.dataset();
        List<String> names = classes == null ? ImageNet.names() : TextFiles.lines(classes, terminal);
        try {
            ZeroShotEvaluation.requireNames(dataset.name(), dataset.classNames(), names);
        } catch (EvaluationException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
        ModelSource files = model.find(console);
        int size = files.config().imageSize();
        EvaluationRun run = new EvaluationRun(console, files, model, data.reader(), output, "squash " + size);
        files.require(Part.TEXT);
        try (VtpModel pictures = run.load(Part.TRUNK, Part.CLIP_HEAD)) {
            Set<FeatureKind> what = Set.of(FeatureKind.CLIP);
            ModelEncoder encoder = new ModelEncoder(pictures, Preparation.SQUASH, size, what, false, new int[0]);
            run.extract(dataset, encoder, PROTOCOL);
            ZeroShotClassifier classifier = classifier(files, names, console);
            try (ExtractedRows rows =
                    ExtractedRows.open(output.file(PROTOCOL), encoder.tensors().get(0))) {
                ZeroShotEvaluation evaluation = ZeroShotEvaluation.of(dataset.name(), rows, classifier);
                write(dataset, names, evaluation, run);
            }
        }
        return run.failures();
    }

    private ZeroShotClassifier classifier(ModelSource files, List<String> names, Console console) throws IOException {
        List<String> prompts = templates.isEmpty() ? ImageNet.templates() : templates;
        try (VtpModel texts = model.load(files, cleaning.value(), Part.TEXT)) {
            Embeddings features = new LabelFeatures(files, model, cleaning, console)
                    .of(texts, names, prompts, caching.cache(terminal));
            return ZeroShotClassifier.ofFeatures(names, features);
        }
    }

    private void write(Dataset dataset, List<String> names, ZeroShotEvaluation evaluation, EvaluationRun run)
            throws IOException {
        ConfusionMatrix confusion = evaluation.confusion();
        evaluation.tables().writeClasses(output.file(PROTOCOL + "-classes.csv"));
        evaluation.tables().writeConfusions(output.file(PROTOCOL + "-confusions.csv"));
        Gallery.write(output.file(PROTOCOL + "-pictures"), confused(dataset, names, evaluation));
        run.with("names", classes == null ? "ImageNet's 1,000" : names.size() + " of " + classes)
                .with("templates", templates.isEmpty() ? "OpenAI's 80" : String.join(" | ", templates))
                .with("texts", EnumName.of(cleaning.value()));
        if (classes != null || confusion.pictures() != IMAGENET_PICTURES) {
            run.deviates("The published zero-shot accuracy is of ImageNet's 50,000 validation pictures and its 1,000"
                    + " names; this is of " + confusion.pictures() + " pictures and " + names.size() + " names.");
        }
        if (!templates.isEmpty()) {
            run.deviates("The published number takes OpenAI's 80 prompts for each name.");
        }
        if (confusion.empty() > 0) {
            run.deviates(confusion.empty() + " of " + names.size() + " names have no picture.");
        }
        Map<String, Measure> measures = new LinkedHashMap<>();
        measures.put("top1", confusion.topOne());
        measures.put("top5", confusion.topFive());
        run.result(PROTOCOL, dataset.name(), confusion.pictures(), measures);
    }

    private List<Gallery.Draft> confused(Dataset dataset, List<String> names, ZeroShotEvaluation evaluation)
            throws IOException {
        List<Confusion> most =
                evaluation.confusion().confusions().stream().limit(SHOWN).toList();
        List<String> wanted = most.stream()
                .flatMap(pair -> evaluation.examples(pair).stream())
                .toList();
        Map<String, Rgb> found = NamedPictures.read(
                dataset, data.reader(), wanted, picture -> Preparation.CROP.apply(picture, THUMBNAIL, 1));
        List<Gallery.Draft> groups = new ArrayList<>();
        for (Confusion pair : most) {
            List<Gallery.Sketch> sketches = new ArrayList<>();
            for (String name : evaluation.examples(pair)) {
                Rgb picture = found.get(name);
                if (picture != null) {
                    sketches.add(new Gallery.Sketch(picture, name));
                }
            }
            groups.add(new Gallery.Draft(
                    names.get(pair.label()) + ", taken for " + names.get(pair.taken()) + ": " + pair.count() + " of "
                            + evaluation.confusion().pictures(pair.label()),
                    sketches));
        }
        return groups;
    }
}
