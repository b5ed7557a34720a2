package vtp.cli.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vtp.cli.console.Console;
import vtp.cli.console.EnumName;
import vtp.cli.console.Terminal;
import vtp.cli.console.UsageException;
import vtp.cli.file.FileNames;
import vtp.cli.file.OutputTarget;
import vtp.cli.file.PictureOutput;
import vtp.cli.file.Provenance;
import vtp.cli.option.ClassOptions;
import vtp.cli.option.CommonOptions;
import vtp.cli.option.GeneratorOptions;
import vtp.cli.option.ModelOptions;
import vtp.cli.option.OutputOptions;
import vtp.cli.option.RoundingOption;
import vtp.cli.option.SamplingOptions;
import vtp.engine.VtpModel;
import vtp.engine.config.Part;
import vtp.engine.files.LatentsFile;
import vtp.engine.files.ModelSource;
import vtp.engine.tensor.Latents;
import vtp.generation.ClassNames;
import vtp.generation.Generator;
import vtp.generation.GeneratorSource;
import vtp.generation.LatentScale;
import vtp.generation.Noise;
import vtp.generation.Sampler;
import vtp.generation.config.DitConfig;
import vtp.generation.config.SamplingConfig;
import vtp.generation.config.Solver;

@Command(
        footer = {
            "",
            "Pictures are named by their indices, 000000.png and so on. A picture depends on the seed, its index and"
                    + " its label alone; with dopri5 also on its batch, which is therefore 1 unless asked for.",
            "The same command with --skip-existing goes on where a run was broken off.",
            "",
            "Examples:",
            "  vtp generate --label \"a yellow star\" -o star.png",
            "  vtp generate -m base --generator 0100000.pt --config train.yaml --stats latents_stats.pt \\",
            "      --label 207 --label \"red panda\" -n 4 -o drawn --sheet drawn.png",
            "  vtp generate -m base --generator 0100000.pt --stats latents_stats.pt -n 50000 -o drawn \\",
            "      --npz samples.npz --skip-existing"
        })
public final class GenerateCommand implements Callable<Integer> {
    private static final int USUAL_BATCH = 4;
    private static final int MOST = 10_000_000;

    private final Terminal terminal;

    @Mixin
    private final GeneratorOptions generator = new GeneratorOptions();

    @Mixin
    private final ClassOptions classes = new ClassOptions();

    @Option(
            names = {"-n", "--count"},
            paramLabel = "COUNT",
            description = "Pictures of each label; without labels, of all together. Default: 1.")
    private int count = 1;

    @Option(names = "--seed", paramLabel = "SEED", description = "What the noise comes from. Default: 0.")
    private long seed;

    @Option(
            names = "--noise",
            paramLabel = "FILE",
            description = "Begin with this noise, not with the seed's: safetensors or npy, (N, C, h, w), a row for each"
                    + " index.")
    private @Nullable String noise;

    @Option(
            names = "--first",
            paramLabel = "INDEX",
            description = "Begin with this index, as one of several machines. Default: 0.")
    private long first;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Option(names = "--latents", description = "Write the latents, too, beside each picture: 000000.safetensors.")
    private boolean latents;

    @Option(names = "--sheet", paramLabel = "FILE", description = "Write a PNG with all pictures side by side.")
    private @Nullable String sheet;

    @Option(
            names = "--npz",
            paramLabel = "FILE",
            description = "Write the sample file that FID tools read: arr_0, the pictures, and arr_1, their labels.")
    private @Nullable String npz;

    @Option(
            names = "--preview",
            paramLabel = "FILE",
            description = "Now and then write a PNG of the pictures that are emerging.")
    private @Nullable String preview;

    @Option(names = "--batch", paramLabel = "B", description = "Pictures sampled together. Default: 4; dopri5: 1.")
    private @Nullable Integer batch;

    @Mixin
    private final SamplingOptions sampling = new SamplingOptions();

    @Mixin
    private final RoundingOption rounding = new RoundingOption();

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    public GenerateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Console console = common.console(terminal);
        check();
        OutputTarget outputs = output.outputs(console, PictureOutput.SUFFIX);
        ModelSource files = model.find(console);
        GeneratorSource source = generator.find(files, console);
        SamplingConfig config = sampling.of(source.config().sampling());
        List<Drawing> drawings = drawings(source);
        DrawingFiles results = files(console, outputs, drawings, provenance(files, source, config));
        LatentScale scale = generator.scale(source);
        try (LatentsFile given = noise(source.config().network(), drawings);
                VtpModel vtp = model.load(files, Part.DECODER);
                Generator dit = Generator.load(source, model.options())) {
            DrawingRun.NoiseOf noises =
                    given == null ? indices -> Noise.of(seed, indices, dit.config()) : indices -> rows(given, indices);
            int together = batch == null ? config.solver() == Solver.DOPRI5 ? 1 : USUAL_BATCH : batch;
            new DrawingRun(console, new Sampler(dit, config), noises, vtp, scale, results).run(drawings, together);
        }
        results.finish(drawings);
        return console.failures();
    }

    private void check() {
        if (count < 1 || count > MOST) {
            throw new UsageException("-n " + count + ": must be from 1 to " + MOST);
        }
        if (first < 0 || first > Long.MAX_VALUE - (long) MOST * MOST) {
            throw new UsageException("--first " + first + ": must be 0 or more");
        }
        if (batch != null && (batch < 1 || batch > 1024)) {
            throw new UsageException("--batch " + batch + ": must be from 1 to 1024");
        }
    }

    /** Of several labels each in turn, so that more of each leave the first as they are. */
    private List<Drawing> drawings(GeneratorSource source) {
        DitConfig network = source.config().network();
        ClassNames names = generator.names(source, terminal);
        int[] asked = classes.classes(names);
        long all = (long) count * Math.max(1, asked.length);
        if (all > MOST) {
            throw new UsageException("-n " + count + " of each label: more than " + MOST + " pictures in all");
        }
        List<Drawing> drawings = new ArrayList<>();
        for (int i = 0; i < all; i++) {
            long index = first + i;
            int label = asked.length == 0
                    ? Noise.label(seed, index, network.classes())
                    : asked[(int) (index % asked.length)];
            drawings.add(new Drawing(index, label, names.names().isEmpty() ? "label " + label : names.name(label)));
        }
        return drawings;
    }

    private @Nullable LatentsFile noise(DitConfig network, List<Drawing> drawings) throws IOException {
        if (noise == null) {
            return null;
        }
        LatentsFile file = LatentsFile.open(FileNames.path(noise), network.channels(), null);
        long last = drawings.get(drawings.size() - 1).index();
        if (last >= file.count()) {
            file.close();
            throw new UsageException(
                    "--noise " + noise + " has " + file.count() + " rows, index " + last + " has none");
        }
        return file;
    }

    private static Latents rows(LatentsFile file, long[] indices) throws IOException {
        List<Latents> rows = new ArrayList<>();
        for (long index : indices) {
            rows.add(file.read((int) index));
        }
        return Latents.stack(rows);
    }

    private DrawingFiles files(Console console, OutputTarget outputs, List<Drawing> drawings, Provenance provenance)
            throws IOException {
        if (!outputs.isFolder() && (latents || npz != null || sheet != null)) {
            throw new UsageException(
                    "--latents, --npz and --sheet need a folder of pictures: -o " + outputs.name() + " is none");
        }
        Map<String, List<String>> names = new LinkedHashMap<>();
        drawings.forEach(
                drawing -> names.put("picture " + drawing.index(), List.of(drawing.name() + PictureOutput.SUFFIX)));
        PictureOutput pictures = PictureOutput.open(outputs, names, List.of(), provenance);
        return new DrawingFiles(
                console,
                outputs,
                pictures,
                rounding.value(),
                latents,
                target(console, "--sheet", sheet, PictureOutput.SUFFIX),
                target(console, "--npz", npz, ".npz"),
                target(console, "--preview", preview, PictureOutput.SUFFIX));
    }

    private static @Nullable OutputTarget target(Console console, String option, @Nullable String file, String ending)
            throws IOException {
        if (file == null) {
            return null;
        }
        OutputTarget target = new OutputTarget(option, file, OutputTarget.Existing.REPLACE, console, ending);
        if (target.isFolder() || target.isStandardOutput()) {
            throw new UsageException(option + " " + file + ": must be a file that ends in " + ending);
        }
        target.prepare(Map.of(), List.of());
        return target;
    }

    private Provenance provenance(ModelSource files, GeneratorSource source, SamplingConfig config) throws IOException {
        return model.provenance(files)
                .with("generator", source.name())
                .with("sampling", config.summary())
                .with("rounding", EnumName.of(rounding.value()))
                .with(noise == null ? "seed" : "noise", noise == null ? String.valueOf(seed) : noise);
    }
}
