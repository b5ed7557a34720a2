package vtp.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vtp.cli.console.Console;
import vtp.cli.console.EnumName;
import vtp.cli.console.Terminal;
import vtp.cli.option.CommonOptions;
import vtp.cli.option.DatasetOptions;
import vtp.cli.option.EnumConverter;
import vtp.cli.option.EvaluationOptions;
import vtp.cli.option.ModelOptions;
import vtp.cli.option.ReferenceLevels;
import vtp.datasets.Dataset;
import vtp.engine.Reconstruction;
import vtp.engine.VtpModel;
import vtp.engine.config.Part;
import vtp.engine.files.ModelSource;
import vtp.engine.image.Rgb;
import vtp.engine.image.Rounding;
import vtp.evaluation.Gallery;
import vtp.evaluation.Measure;
import vtp.evaluation.NamedPictures;
import vtp.evaluation.network.Inception;
import vtp.evaluation.reconstruction.FeatureDistance;
import vtp.evaluation.reconstruction.ReconstructionEncoder;
import vtp.evaluation.reconstruction.ReconstructionEvaluation;
import vtp.evaluation.reconstruction.ReconstructionEvaluation.Kept;
import vtp.loader.Csv;

@Command(
        footer = {
            "",
            "Pictures are cropped to the model's size, encoded and decoded, and compared before they are rounded to 8"
                    + " bits. ssim is torchmetrics' (since 1.4.2), ssim_interior that of the windows inside the"
                    + " picture. OUT gets reconstruction.json, a row for each picture in reconstruction.csv, and the"
                    + " best, median and worst pictures by PSNR.",
            "LPIPS needs vgg16-397923af.pth (553,433,881 bytes, sha256 397923af8e79cdbb...) of"
                    + " download.pytorch.org/models and vgg.pth (7,289 bytes, sha256 a78928a0af1e5f0f...) of"
                    + " PerceptualSimilarity's lpips/weights/v0.1; rFID pt_inception-2015-12-05-6726825d.pth"
                    + " (95,628,359 bytes, sha256 6726825d0af5f729...) of pytorch-fid's releases.",
            "The same command goes on where an earlier run ended.",
            "",
            "Examples:",
            "  vtp eval reconstruction imagenet/val -o results-small -m small",
            "  vtp eval reconstruction imagenet/val -o results-base -m base --lpips weights \\",
            "      --inception weights/pt_inception-2015-12-05-6726825d.pth"
        })
public final class EvalReconstructionCommand implements Callable<Integer> {
    private static final String PROTOCOL = "reconstruction";
    private static final int SHOWN = 3;
    private static final long IMAGENET_PICTURES = 50_000;

    private final Terminal terminal;

    @Mixin
    private final DatasetOptions data = new DatasetOptions();

    @Mixin
    private final EvaluationOptions output = new EvaluationOptions();

    @Option(
            names = "--lpips",
            paramLabel = "DIR",
            description =
                    "Measure LPIPS too: a folder with vgg16-397923af.pth and vgg.pth, or alexnet-owt-7be5be79.pth and"
                            + " alex.pth. It takes 80 GFLOP a picture with VGG, more than Small itself.")
    private @Nullable Path lpips;

    @Option(
            names = "--inception",
            paramLabel = "FILE",
            description = "Measure rFID too: pt_inception-2015-12-05-6726825d.pth.")
    private @Nullable Path inception;

    @Option(
            names = "--reference-levels",
            paramLabel = "HOW",
            converter = EnumConverter.OfReferenceLevels.class,
            completionCandidates = EnumConverter.OfReferenceLevels.class,
            description =
                    "Which pictures rFID compares with: trunc, as the reference's script writes them (default), or"
                            + " exact: the pictures themselves.")
    private ReferenceLevels levels = ReferenceLevels.TRUNC;

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    public EvalReconstructionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Console console = common.console(terminal);
        ReconstructionNetworks networks = ReconstructionNetworks.find(lpips, inception);
        Dataset dataset = data.dataset();
        ModelSource files = model.find(console);
        Reconstruction.requireEqualSides(files);
        EvaluationRun run = new EvaluationRun(
                console,
                files,
                model,
                data.reader(),
                output,
                "crop " + files.config().imageSize());
        networks.lpips().ifPresent(network -> run.with("lpips", network));
        networks.inception()
                .ifPresent(network -> run.with("inception", network).with("reference levels", EnumName.of(levels)));
        try (networks;
                VtpModel vtp = run.load(Part.TRUNK, Part.DECODER)) {
            ReconstructionEncoder encoder = new ReconstructionEncoder(
                    vtp, networks.distance(), networks.features(), levels == ReferenceLevels.EXACT);
            run.extract(dataset, encoder, PROTOCOL);
            ReconstructionEvaluation evaluation = ReconstructionEvaluation.of(
                    output.file(PROTOCOL), lpips != null, output.file(PROTOCOL + ".csv"), SHOWN);
            Gallery.write(output.file(PROTOCOL + "-pictures"), gallery(dataset, vtp, encoder, evaluation));
            write(dataset, evaluation, networks, run);
        }
        return run.failures();
    }

    private void write(
            Dataset dataset, ReconstructionEvaluation evaluation, ReconstructionNetworks networks, EvaluationRun run)
            throws IOException {
        Map<String, Measure> measures = new LinkedHashMap<>(evaluation.means());
        try (Csv csv = Csv.open(output.file(PROTOCOL + "-histogram.csv"), "psnr_db_from", "pictures")) {
            for (Map.Entry<Integer, Integer> bin : evaluation.histogram().entrySet()) {
                csv.row(bin.getKey(), bin.getValue());
            }
            csv.finish();
        }
        if (evaluation.pictures() != IMAGENET_PICTURES) {
            run.deviates("The published numbers are of ImageNet's 50,000 validation pictures; this is of "
                    + evaluation.pictures() + ".");
        }
        if (evaluation.lossless() > 0) {
            run.deviates("PSNR is the mean of the others: " + evaluation.lossless()
                    + " pictures lost nothing, and would make it infinite.");
        }
        run.deviates("SSIM and LPIPS are means over pictures; the reference's script takes means of batches, in which a"
                + " short last batch weighs too much.");
        if (networks.lpips().filter(name -> name.startsWith("alex")).isPresent()) {
            run.deviates("LPIPS is that of AlexNet; the reference's script takes VGG16's, whose numbers are others.");
        }
        if (inception != null) {
            distance(evaluation, measures, run);
        }
        run.result(PROTOCOL, dataset.name(), evaluation.pictures(), measures);
    }

    private void distance(ReconstructionEvaluation evaluation, Map<String, Measure> measures, EvaluationRun run)
            throws IOException {
        if (evaluation.pictures() < 2) {
            run.deviates("rFID needs two pictures at least; there is none.");
            return;
        }
        measures.put("rfid", Measure.without(FeatureDistance.of(output.file(PROTOCOL), Inception.POOLED)));
        if (evaluation.pictures() <= Inception.POOLED) {
            run.deviates("rFID of fewer than 2,049 pictures is not comparable with any of more: it falls with their"
                    + " number.");
        }
        if (levels == ReferenceLevels.EXACT) {
            run.deviates("rFID compares with the pictures themselves; the reference's script with truncated ones.");
        }
    }

    /** Each as {@link Reconstruction#sideBySide} shows it. */
    private List<Gallery.Draft> gallery(
            Dataset dataset, VtpModel vtp, ReconstructionEncoder encoder, ReconstructionEvaluation evaluation)
            throws IOException {
        List<String> wanted = Stream.of(evaluation.best(), evaluation.middle(), evaluation.worst())
                .flatMap(List::stream)
                .map(Kept::name)
                .toList();
        Map<String, Rgb> found = NamedPictures.read(
                dataset,
                data.reader(),
                wanted,
                picture -> Reconstruction.of(vtp, encoder.prepare(picture), Rounding.TRUNC)
                        .sideBySide());
        return List.of(
                draft("Best by PSNR", evaluation.best(), found),
                draft("About the median", evaluation.middle(), found),
                draft("Worst", evaluation.worst(), found));
    }

    private static Gallery.Draft draft(String title, List<Kept> pictures, Map<String, Rgb> found) {
        List<Gallery.Sketch> sketches = new ArrayList<>();
        for (Kept kept : pictures) {
            Rgb picture = found.get(kept.name());
            if (picture != null) {
                String caption = String.format(Locale.ROOT, "%s: %.2f dB", kept.name(), kept.psnrDb());
                sketches.add(new Gallery.Sketch(picture, caption));
            }
        }
        return new Gallery.Draft(title, sketches);
    }
}
