package vtp.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vtp.cli.console.Console;
import vtp.cli.console.EnumName;
import vtp.cli.console.Progress;
import vtp.cli.console.Terminal;
import vtp.cli.console.UsageException;
import vtp.cli.file.OutputFolder;
import vtp.cli.option.CommonOptions;
import vtp.cli.option.DatasetReading;
import vtp.cli.option.EnumConverter;
import vtp.cli.option.ModelOptions;
import vtp.cli.option.RoundingOption;
import vtp.datasets.Dataset;
import vtp.datasets.Survey;
import vtp.engine.VtpModel;
import vtp.engine.config.Part;
import vtp.engine.files.CheckpointDigest;
import vtp.engine.files.ModelSource;
import vtp.engine.files.UserCache;
import vtp.evaluation.EvaluationResult;
import vtp.evaluation.Measure;
import vtp.evaluation.frechet.DatasetPictures;
import vtp.evaluation.frechet.DecodedLatents;
import vtp.evaluation.frechet.PictureMeasure;
import vtp.evaluation.frechet.PictureSet;
import vtp.evaluation.frechet.PictureSource;
import vtp.evaluation.frechet.SampleFile;
import vtp.evaluation.frechet.SetComparison;
import vtp.evaluation.frechet.SetKind;
import vtp.evaluation.network.Inception;
import vtp.evaluation.network.InceptionInput;
import vtp.evaluation.network.PublishedWeights;

@Command(
        footer = {
            "",
            "A set is a data set, as \"vtp extract\" takes it; a folder or file of latents, decoded by the model as"
                    + " they are read; an .npz of pictures, arr_0 of uint8 (n, H, W, 3); or an .npz of statistics, mu"
                    + " and sigma, of pytorch-fid, of OpenAI's evaluator, or saved here.",
            "With -o, the numbers also go to OUT/fid.json as those of the model of -m, which the samples are of; \"vtp"
                    + " eval report\" puts them beside its others.",
            "Inception's weights are not part of the program:",
            "  https://github.com/mseitzer/pytorch-fid/releases/download/fid_weights/",
            "  pt_inception-2015-12-05-6726825d.pth, 95,628,359 bytes, sha256",
            "  6726825d0af5f729cebd5821db510b11b1cfad8faad88a03f1befd49fb9129b2",
            "",
            "Examples:",
            "  vtp eval fid imagenet/val samples --inception pt_inception-2015-12-05-6726825d.pth",
            "  vtp eval fid imagenet/val --save-statistics val.npz \\",
            "      --inception pt_inception-2015-12-05-6726825d.pth",
            "  vtp eval fid val.npz latents -m small -o results-small \\",
            "      --inception pt_inception-2015-12-05-6726825d.pth",
            "  vtp eval fid VIRTUAL_imagenet256_labeled.npz samples.npz --precision-recall \\",
            "      --inception-input tf --inception pt_inception-2015-12-05-6726825d.pth"
        })
public final class EvalFidCommand implements Callable<Integer> {
    private static final String PROTOCOL = "fid";

    private final Terminal terminal;

    @Parameters(arity = "1", paramLabel = "REFERENCE", description = "The set to compare with.")
    private String reference = "";

    @Parameters(
            arity = "0..1",
            index = "1",
            paramLabel = "SAMPLES",
            description = "The set to be compared. Without it, the statistics of REFERENCE are saved.")
    private @Nullable String samples;

    @Option(
            names = "--inception",
            paramLabel = "FILE",
            description = "Inception's weights. Not needed where both sets are statistics.")
    private @Nullable Path weights;

    @Option(
            names = "--inception-input",
            paramLabel = "HOW",
            converter = EnumConverter.OfInceptionInput.class,
            completionCandidates = EnumConverter.OfInceptionInput.class,
            description =
                    "How pictures are prepared: pytorch, as for rFID (default), or tf, for what is compared with a"
                            + " reference of OpenAI's.")
    private InceptionInput input = InceptionInput.PYTORCH;

    @Option(
            names = "--precision-recall",
            description = "Take precision and recall too; all features are held meanwhile, 8 KB a picture.")
    private boolean precisionRecall;

    @Option(
            names = "--save-statistics",
            paramLabel = "FILE",
            description = "Write the statistics of REFERENCE, an .npz to be given in its place next time.")
    private @Nullable Path saved;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "Write fid.json to a folder, as other evaluations of the model write theirs.")
    private @Nullable Path out;

    @Mixin
    private final DatasetReading reading = new DatasetReading();

    @Mixin
    private final RoundingOption rounding = new RoundingOption();

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    public EvalFidCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Console console = common.console(terminal);
        if (samples == null && saved == null) {
            throw new UsageException("one set only: name another to compare it with, or --save-statistics FILE");
        }
        List<String> names = new ArrayList<>(List.of(reference));
        if (samples != null) {
            names.add(samples);
        }
        List<SetKind> kinds = new ArrayList<>();
        for (String name : names) {
            kinds.add(SetKind.of(name));
        }
        ModelSource files = out != null || kinds.contains(SetKind.LATENTS) ? model.find(console) : null;
        List<PictureSet> sets = sets(names, kinds, files, console);
        if (saved != null) {
            sets.get(0).statistics().write(saved);
            console.done(saved + ": statistics of " + reference, json -> {
                json.writeStringField("output", String.valueOf(saved));
                json.writeNumberField("pictures", sets.get(0).count());
            });
        }
        if (sets.size() == 2) {
            say(sets.get(0), sets.get(1), files, console);
        }
        return console.failures();
    }

    private List<PictureSet> sets(List<String> names, List<SetKind> kinds, @Nullable ModelSource files, Console console)
            throws IOException {
        List<PictureSet> sets = new ArrayList<>();
        boolean measured = kinds.stream().anyMatch(this::isMeasured);
        boolean decoding = kinds.contains(SetKind.LATENTS);
        try (Inception inception = measured ? inception() : null;
                VtpModel decoder = files == null || !decoding ? null : model.load(files, Part.DECODER)) {
            for (int i = 0; i < names.size(); i++) {
                Path path = Path.of(names.get(i));
                PictureSet set = null;
                if (inception != null && isMeasured(kinds.get(i))) {
                    PictureMeasure measure = new PictureMeasure(inception, input, precisionRecall);
                    set = measure(measure, open(names.get(i), kinds.get(i), files, decoder, console), console);
                }
                if (kinds.get(i).hasStatistics()) {
                    PictureSet whole = PictureSet.ofStatistics(path);
                    set = set == null ? whole : set.withStatistics(whole.statistics());
                }
                sets.add(Objects.requireNonNull(set));
            }
        }
        return sets;
    }

    /** Of pictures beside statistics only the features are of use. */
    private boolean isMeasured(SetKind kind) {
        return kind.hasStatistics() ? kind.hasPictures() && precisionRecall : true;
    }

    private Inception inception() throws IOException {
        if (weights == null) {
            throw new UsageException(
                    "--inception FILE is needed to see pictures with; the file: " + PublishedWeights.INCEPTION.where());
        }
        return Inception.load(weights, model.threads());
    }

    private PictureSource open(
            String name, SetKind kind, @Nullable ModelSource files, @Nullable VtpModel decoder, Console console)
            throws IOException {
        if (kind == SetKind.LATENTS && files != null && decoder != null) {
            int channels = files.config().latentChannels();
            return new DecodedLatents(name, SetKind.latents(name), decoder, channels, rounding.value());
        }
        if (kind != SetKind.PICTURES) {
            return SampleFile.open(Path.of(name));
        }
        Dataset dataset = reading.dataset(List.of(name));
        Survey survey = Survey.of(dataset);
        if (!survey.omissions().isEmpty()) {
            console.note("vtp: left out of " + name + ": " + survey.omissions());
        }
        return new DatasetPictures(dataset, survey.count(), reading.reader(), (picture, fault) -> {
            String message = String.valueOf(fault.getMessage());
            console.failure(message.startsWith(picture) ? message : picture + ": " + message);
        });
    }

    private static PictureSet measure(PictureMeasure measure, PictureSource source, Console console)
            throws IOException {
        try (source;
                Progress progress = console.progress("pictures", source.count())) {
            return measure.measure(source, progress::step);
        }
    }

    private void say(PictureSet one, PictureSet two, @Nullable ModelSource files, Console console) throws IOException {
        SetComparison comparison = SetComparison.of(one, two, model.threads());
        Map<String, Measure> measures = comparison.measures();
        Path file = out == null ? null : out.resolve(PROTOCOL + ".json");
        if (out != null && file != null && files != null) {
            OutputFolder.create(out);
            result(one, two, comparison, files, console).write(file);
        }
        String text = EvaluationText.of(measures) + ": " + described(one) + " and " + described(two);
        console.result(text, json -> {
            json.writeStringField("reference", one.name());
            json.writeStringField("samples", two.name());
            json.writeNumberField("reference_pictures", one.count());
            json.writeNumberField("sample_pictures", two.count());
            json.writeStringField("inception_input", EnumName.of(input));
            for (Map.Entry<String, Measure> measure : measures.entrySet()) {
                json.writeNumberField(measure.getKey(), measure.getValue().value());
            }
            if (file != null) {
                json.writeStringField("output", file.toString());
            }
            json.writeFieldName("warnings");
            json.writeArray(
                    comparison.warnings().toArray(String[]::new),
                    0,
                    comparison.warnings().size());
        });
        comparison.warnings().forEach(console::note);
        if (precisionRecall && comparison.precisionRecall() == null) {
            console.note("Precision and recall need the pictures of both sets; statistics do not tell.");
        }
    }

    private EvaluationResult result(
            PictureSet one, PictureSet two, SetComparison comparison, ModelSource files, Console console)
            throws IOException {
        CheckpointDigest digest =
                new CheckpointDigest(UserCache.of(console.terminal().environment()));
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("reference", described(one));
        settings.put("samples", described(two));
        settings.put("inception input", EnumName.of(input));
        if (weights != null) {
            settings.put("inception", ReconstructionNetworks.described(weights));
        }
        return new EvaluationResult(
                PROTOCOL,
                files.name(),
                digest.sha256(files),
                one.name(),
                two.count(),
                console.failures(),
                settings,
                comparison.measures(),
                comparison.warnings());
    }

    private static String described(PictureSet set) {
        return set.name() + (set.count() == 0 ? " (statistics)" : " (" + set.count() + " pictures)");
    }
}
