package vtp.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vtp.cli.console.Console;
import vtp.cli.console.Terminal;
import vtp.cli.console.UsageException;
import vtp.cli.file.NumberType;
import vtp.cli.option.CommonOptions;
import vtp.cli.option.DatasetOptions;
import vtp.cli.option.EnumConverter;
import vtp.cli.option.LayerChoice;
import vtp.cli.option.ModelOptions;
import vtp.cli.option.PreparationOptions;
import vtp.datasets.Dataset;
import vtp.datasets.DatasetException;
import vtp.datasets.Extraction;
import vtp.datasets.ExtractionPlan;
import vtp.datasets.FeatureKind;
import vtp.datasets.ModelEncoder;
import vtp.datasets.PlanSettings;
import vtp.engine.VtpModel;
import vtp.engine.config.Part;
import vtp.engine.files.ModelSource;
import vtp.engine.image.PictureReader;
import vtp.engine.image.Preparation;
import vtp.loader.Dtype;

@Command(
        footer = {
            "",
            "OUT gets latents_rank00_shard000.safetensors and so on, as LightningDiT's trainer reads them,"
                    + " latents_stats.pt, and manifest.jsonl, which says what became of each picture; features go to"
                    + " folders of their own in it.",
            "The same command goes on where an earlier run ended, and skips what is done. Pictures that cannot be"
                    + " used are named, recorded and skipped; the exit code is then 1.",
            "",
            "Examples:",
            "  vtp extract imagenet/train -o latents -m base",
            "  vtp extract photos.tsv -o features --what clip,cls --dtype f16 -m small",
            "  vtp extract imagenet/train -o latents -m base --rank 0 --world 2     on the first of two machines"
        })
public final class ExtractCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final DatasetOptions data = new DatasetOptions();

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "OUT",
            description = "The folder to write.")
    private Path out = Path.of("");

    @Option(
            names = "--what",
            paramLabel = "KIND",
            split = ",",
            converter = EnumConverter.OfFeatureKind.class,
            completionCandidates = EnumConverter.OfFeatureKind.class,
            description = "latents (default), clip, cls, patch-mean, layers; several with commas between.")
    private List<FeatureKind> what = List.of(FeatureKind.LATENTS);

    @Option(
            names = "--layer",
            paramLabel = "LAYERS",
            converter = LayerChoice.Converter.class,
            description = "Of which blocks, with --what layers: last:N, or numbers from 0: 3,7,11. Default: last:4.")
    private LayerChoice layer = new LayerChoice(4, List.of());

    @Option(names = "--no-flip", description = "Leave out the latents of the mirrored pictures.")
    private boolean noFlip;

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            converter = EnumConverter.OfNumberType.class,
            completionCandidates = EnumConverter.OfNumberType.class,
            description = "f32 (default), f16 or bf16.")
    private NumberType dtype = NumberType.F32;

    @Option(names = "--shard-size", paramLabel = "N", description = "Pictures of a shard. Default: 10000.")
    private int shardSize = ExtractionPlan.DEFAULT_SHARD_SIZE;

    @Option(names = "--rank", paramLabel = "R", description = "Take the pictures i with i mod W = R. Default: 0.")
    private int rank;

    @Option(
            names = "--world",
            paramLabel = "W",
            description = "Into how many parts the data set is split. Default: 1. \"vtp stats OUT\" ends the work.")
    private int world = 1;

    @Option(names = "--strict", description = "Stop at the first picture that fails.")
    private boolean strict;

    @Option(names = "--restart", description = "Forget what an earlier run has done, and begin anew.")
    private boolean restart;

    @Mixin
    private final PreparationOptions preparation = new PreparationOptions();

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    public ExtractCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Console console = common.console(terminal);
        preparation.check();
        Dataset dataset = data.dataset();
        PictureReader reader = data.reader();
        ModelSource files = model.find(console);
        PreparationOptions.Plan prepared = preparation.plan(files.config(), Preparation.CROP);
        if (prepared.preparation() == Preparation.NONE) {
            throw new UsageException("--prepare none: the pictures of a shard must have one size");
        }
        Set<FeatureKind> kinds = EnumSet.copyOf(what);
        int[] blocks = kinds.contains(FeatureKind.LAYERS) ? layer.of(files.config()) : new int[0];
        ExtractionPlan plan = plan(files, prepared, reader, kinds, blocks);
        try (VtpModel vtp = load(files, kinds);
                ExtractionReport report = new ExtractionReport(console)) {
            ModelEncoder encoder =
                    new ModelEncoder(vtp, prepared.preparation(), prepared.size(), kinds, !noFlip, blocks);
            Extraction extraction = new Extraction(dataset, encoder, plan, out)
                    .reader(reader)
                    .threads(model.threads())
                    .restart(restart)
                    .strict(strict);
            Extraction.Summary summary;
            try {
                summary = extraction.run(report);
            } catch (DatasetException e) {
                if (strict && console.failures() > 0) {
                    return console.failures(); // that picture has been named
                }
                throw e;
            }
            report.ends(summary, out.toString());
            return (int) Math.min(Integer.MAX_VALUE, summary.failed());
        }
    }

    private VtpModel load(ModelSource files, Set<FeatureKind> kinds) throws IOException {
        return kinds.contains(FeatureKind.CLIP)
                ? model.loadForMany(files, Part.TRUNK, Part.CLIP_HEAD)
                : model.loadForMany(files, Part.TRUNK);
    }

    private ExtractionPlan plan(
            ModelSource files,
            PreparationOptions.Plan prepared,
            PictureReader reader,
            Set<FeatureKind> kinds,
            int[] blocks)
            throws IOException {
        Map<String, String> settings = ExtractionSettings.of(files, model.weights(), prepared.text(), reader, terminal);
        PlanSettings.addKinds(settings, kinds, !noFlip, blocks);
        try {
            Dtype type = dtype.dtype();
            return new ExtractionPlan(files.name(), settings, type, shardSize, rank, world);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--shard-size, --rank, --world: " + e.getMessage(), e);
        }
    }
}
