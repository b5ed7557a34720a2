package vtp.cli.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vtp.cli.console.Console;
import vtp.cli.console.EnumName;
import vtp.cli.console.Progress;
import vtp.cli.console.Terminal;
import vtp.cli.console.UsageException;
import vtp.cli.file.OutputTarget;
import vtp.cli.file.Provenance;
import vtp.cli.file.Tensor;
import vtp.cli.file.TensorFormat;
import vtp.cli.option.CleaningOption;
import vtp.cli.option.CommonOptions;
import vtp.cli.option.EnumConverter;
import vtp.cli.option.ModelOptions;
import vtp.cli.option.OutputOptions;
import vtp.cli.option.TextInputs;
import vtp.engine.VtpModel;
import vtp.engine.config.Part;
import vtp.engine.files.ModelSource;
import vtp.engine.files.TextFeatures;
import vtp.engine.tensor.Embeddings;
import vtp.loader.JsonStrings;

@Command(
        footer = {
            "",
            "The features are float32, (N, width), all in one file, under the key \"text\"; the metadata name the"
                    + " texts.",
            "",
            "Examples:",
            "  vtp embed \"a dog\" \"a cat\" -o texts.safetensors",
            "  vtp embed --text-file prompts.txt -o prompts.npy"
        })
public final class EmbedCommand implements Callable<Integer> {
    private static final int TEXTS_AT_A_TIME = 256;

    private final Terminal terminal;

    @Mixin
    private final TextInputs texts = new TextInputs();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            converter = EnumConverter.OfTensorFormat.class,
            completionCandidates = EnumConverter.OfTensorFormat.class,
            description = "safetensors (default) or npy, for standard output.")
    private @Nullable TensorFormat format;

    @Option(names = "--no-norm", description = "Leave the features as they are; otherwise each has length 1.")
    private boolean raw;

    @Mixin
    private final CleaningOption cleaning = new CleaningOption();

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    public EmbedCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Console console = common.console(terminal);
        OutputTarget outputs = output.outputs(console, TensorFormat.endings());
        if (outputs.isFolder()) {
            throw new UsageException("-o " + outputs.name() + ": all texts go to one file, which ends in"
                    + " .safetensors or .npy, or to \"-\", standard output");
        }
        List<String> inputs = texts.list(terminal);
        TensorFormat as = TensorFormat.of(outputs, format);
        ModelSource files = model.find(console);
        outputs.prepare(Map.of(), List.of());
        Provenance provenance = model.provenance(files)
                .with("norm", String.valueOf(!raw))
                .with("cleaning", EnumName.of(cleaning.value()));
        Provenance wanted = provenance.with(TextFeatures.TEXTS, JsonStrings.write(inputs));
        if (outputs.skips(outputs.name(), outputs.file(""), wanted)) {
            return console.failures();
        }
        try (VtpModel vtp = model.load(files, cleaning.value(), Part.TEXT, Part.CLIP_HEAD)) {
            List<int[]> ids = new ArrayList<>();
            List<String> embedded = new ArrayList<>();
            console.each(inputs, "texts", text -> text, text -> {
                ids.add(vtp.tokenize(text));
                embedded.add(text);
            });
            List<float[]> features = features(vtp, ids, console);
            if (!features.isEmpty()) {
                Tensor tensor = new Tensor(TextFeatures.KEY, List.of((long) features.get(0).length), features);
                Map<String, String> metadata = provenance
                        .with(TextFeatures.TEXTS, JsonStrings.write(embedded))
                        .facts();
                outputs.write(outputs.file(""), stream -> Tensor.write(stream, as, List.of(tensor), metadata));
                done(console, embedded, outputs);
            }
        }
        return console.failures();
    }

    /** Some texts at a time keep all cores busy, and the progress bar moving. */
    private List<float[]> features(VtpModel vtp, List<int[]> ids, Console console) {
        List<float[]> features = new ArrayList<>();
        try (Progress progress = console.progress("texts", ids.size())) {
            for (int from = 0; from < ids.size(); from += TEXTS_AT_A_TIME) {
                List<int[]> some = ids.subList(from, Math.min(ids.size(), from + TEXTS_AT_A_TIME));
                Embeddings batch = raw ? vtp.rawTokenFeatures(some) : vtp.tokenFeatures(some);
                for (int i = 0; i < some.size(); i++) {
                    features.add(batch.row(i));
                }
                progress.step(some.size());
            }
        }
        return features;
    }

    private static void done(Console console, List<String> texts, OutputTarget outputs) throws IOException {
        for (String text : texts) {
            if (console.json()) {
                console.result("", json -> {
                    json.writeStringField("input", text);
                    json.writeStringField("output", outputs.name());
                });
            }
        }
        if (!console.json() && !outputs.isStandardOutput()) {
            console.note(texts.size() + (texts.size() == 1 ? " text -> " : " texts -> ") + outputs.name());
        }
    }
}
