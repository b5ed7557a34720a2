package vtp.cli.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
import vtp.cli.file.InputFile;
import vtp.cli.file.NumberType;
import vtp.cli.file.OutputTarget;
import vtp.cli.file.PictureOutput;
import vtp.cli.file.Provenance;
import vtp.cli.file.Tensor;
import vtp.cli.file.TensorFormat;
import vtp.cli.file.TensorOutput;
import vtp.cli.option.EnumConverter;
import vtp.cli.option.LayerChoice;
import vtp.cli.option.OutputOptions;
import vtp.cli.option.PictureInputs;
import vtp.engine.Layers;
import vtp.engine.VtpModel;
import vtp.engine.config.Part;
import vtp.engine.files.ModelSource;
import vtp.engine.image.Pixels;
import vtp.engine.image.Preparation;
import vtp.engine.image.PrincipalComponents;
import vtp.engine.image.Rgb;
import vtp.engine.tensor.Embeddings;
import vtp.engine.tensor.TokenFeatures;

@Command(
        footer = {
            "",
            "Keys: cls (N, C), patch (N, h w, C), row by row, and pooled (N, C); of several layers layer.<i>.cls and"
                    + " so on; with --clip, clip (N, E).",
            "",
            "Examples:",
            "  vtp features dog.png -o dog.safetensors",
            "  vtp features photos -o features --layer last:4",
            "  vtp features photos -o clip.npy --clip",
            "  vtp features photos -o pooled.npy --only pooled --dtype f16",
            "  vtp features dog.png -o dog.safetensors --prepare none --pca dog.pca.png"
        })
public final class FeaturesCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final PictureInputs pictures = new PictureInputs();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            converter = EnumConverter.OfTensorFormat.class,
            completionCandidates = EnumConverter.OfTensorFormat.class,
            description =
                    "safetensors (default), or npy for one array a picture (--clip, --only), in a folder or to standard"
                            + " output.")
    private @Nullable TensorFormat format;

    @Option(
            names = "--layer",
            paramLabel = "LAYERS",
            converter = LayerChoice.Converter.class,
            description = "last (default); last:N, the last N blocks; or block numbers from 0: 3,7,11.")
    private LayerChoice layer = LayerChoice.LAST;

    @Option(names = "--neck", description = "Send the last layer's features through the bottleneck.")
    private boolean neck;

    @Option(names = "--no-norm", description = "Leave out the final norm, with --layer; the length of 1, with --clip.")
    private boolean raw;

    @Option(names = "--clip", description = "The CLIP feature instead, comparable with that of a text.")
    private boolean clip;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "PARTS",
            hideParamSyntax = true,
            converter = FeaturePart.Converter.class,
            completionCandidates = FeaturePart.Converter.class,
            description =
                    "What to write, commas between: cls, patch, or pooled, the patches' mean. Default: cls,patch.")
    private List<FeaturePart> only = List.of();

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            converter = EnumConverter.OfNumberType.class,
            completionCandidates = EnumConverter.OfNumberType.class,
            description = "Write f32 (default), or f16 or bf16 in half the bytes.")
    private NumberType type = NumberType.F32;

    @Option(
            names = "--pca",
            paramLabel = "PNG",
            description = "Also paint the first three principal components of the patches' features, the deepest"
                    + " layer's, as red, green and blue; a folder if there are several pictures.")
    private @Nullable String pca;

    @Mixin
    private final PictureJob job = new PictureJob();

    public FeaturesCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Console console = job.console(terminal);
        checkOptions();
        OutputTarget outputs = output.outputs(console, TensorFormat.endings());
        PictureJob.Begun begun = job.begin(pictures, console, Preparation.SQUASH);
        ModelSource files = begun.files();
        int[] blocks = layer.of(files.config());
        Set<FeaturePart> parts = FeaturePart.of(only);
        requireOneArray(TensorFormat.of(outputs, format), parts.size() * Math.max(1, blocks.length));
        begun.announce(LargePictures.Work.ENCODE);
        Provenance provenance = provenance(begun, blocks);
        TensorOutput features = TensorOutput.open(outputs, format, begun.inputs(), console, provenance);
        PictureOutput paintings = paintings(console, begun.inputs(), provenance);

        try (VtpModel vtp =
                job.model().load(files, clip ? new Part[] {Part.TRUNK, Part.CLIP_HEAD} : new Part[] {Part.TRUNK})) {
            begun.each(input -> {
                if (features.skips(input)) {
                    return;
                }
                Pixels pixels = begun.pixels(input);
                if (clip) {
                    Embeddings embedding = raw ? vtp.rawImageFeatures(pixels) : vtp.imageFeatures(pixels);
                    Tensor tensor = Tensor.of("clip", embedding.data(), embedding.width());
                    features.add(input, List.of(tensor.as(type)));
                    return;
                }
                Map<String, TokenFeatures> layers = layers(vtp, pixels, blocks);
                features.add(input, tensors(layers, parts), painting(paintings, input, layers, files));
            });
            features.finish();
        }
        return console.failures();
    }

    private void checkOptions() {
        if (clip && (neck || pca != null || !layer.isLast())) {
            throw new UsageException(
                    "--clip gives one feature a picture: --layer, --neck and --pca have no meaning with it");
        }
        if (clip && !only.isEmpty()) {
            throw new UsageException("--clip gives one feature a picture: --only has no meaning with it");
        }
        if (neck && !layer.isLast()) {
            throw new UsageException("--neck and --layer contradict each other: the bottleneck follows the last layer");
        }
        if (raw && !clip && layer.isLast()) {
            throw new UsageException(
                    "--no-norm needs --layer last:N, --layer I,J,... or --clip: the last layer is always normed");
        }
    }

    private void requireOneArray(TensorFormat as, int arrays) {
        if (as == TensorFormat.NPY && !clip && arrays > 1) {
            throw new UsageException("an npy file holds one array, but features are two or more (cls and patch);"
                    + " write safetensors, or use --only cls, --only pooled or --clip");
        }
        if (as == TensorFormat.NPY && type == NumberType.BF16) {
            throw new UsageException("--dtype bf16: npy has no such type; use f16, or write safetensors");
        }
    }

    /** Says in words which features the options ask for, so that a file with others can be told from it. */
    private Provenance provenance(PictureJob.Begun begun, int[] blocks) throws IOException {
        String which = layer.isLast() ? "last layer" : "layers " + Arrays.toString(blocks);
        String what = clip ? "clip" : which + (neck ? ", bottleneck" : "") + ", " + FeaturePart.of(only);
        return begun.provenance()
                .with("features", (what + (raw ? ", not normed" : "")).toLowerCase(Locale.ROOT))
                .with("dtype", EnumName.of(type));
    }

    private @Nullable PictureOutput paintings(Console console, List<InputFile> inputs, Provenance provenance)
            throws IOException {
        if (pca == null) {
            return null;
        }
        if (pca.equals("-")) {
            throw new UsageException("--pca - : name a file");
        }
        return PictureOutput.open(
                new OutputTarget("--pca", pca, OutputTarget.Existing.REPLACE, console, PictureOutput.SUFFIX),
                inputs,
                provenance);
    }

    /** The picture of the deepest layer, if one is wanted. */
    private static TensorOutput.Companion painting(
            @Nullable PictureOutput paintings, InputFile input, Map<String, TokenFeatures> layers, ModelSource files)
            throws IOException {
        if (paintings == null) {
            return TensorOutput.Companion.NONE;
        }
        String name = PictureOutput.name(input.relative());
        paintings.check(name);
        TokenFeatures deepest = layers.values().stream().reduce((a, b) -> b).orElseThrow();
        Rgb painting = PrincipalComponents.paint(deepest, files.config().patchSize());
        return () -> paintings.write(name, painting);
    }

    /** The features by the prefix of their keys, the shallowest first. */
    private Map<String, TokenFeatures> layers(VtpModel vtp, Pixels pixels, int[] blocks) {
        if (layer.isLast()) {
            return Map.of("", neck ? vtp.bottleneck(pixels) : vtp.lastLayer(pixels));
        }
        Map<String, TokenFeatures> layers = new LinkedHashMap<>();
        Layers chosen = raw ? Layers.of(blocks).withoutNorm() : Layers.of(blocks);
        List<TokenFeatures> features = vtp.layers(pixels, chosen);
        for (int i = 0; i < blocks.length; i++) {
            layers.put("layer." + blocks[i] + ".", features.get(i));
        }
        return layers;
    }

    private List<Tensor> tensors(Map<String, TokenFeatures> layers, Set<FeaturePart> parts) {
        List<Tensor> tensors = new ArrayList<>();
        layers.forEach((prefix, features) -> {
            for (FeaturePart part : parts) {
                tensors.add(part.of(features, prefix + EnumName.of(part)).as(type));
            }
        });
        return tensors;
    }
}
