package vtp.cli;

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
import vtp.engine.ModelFiles;
import vtp.engine.Tower;
import vtp.engine.VtpModel;

@Command(
        footer = {
            "",
            "The features are float32, (N, width), under the key \"text\"; the metadata name the texts.",
            "",
            "Examples:",
            "  vtp embed \"a dog\" \"a cat\" -o texts.safetensors",
            "  vtp embed --text-file prompts.txt -o prompts.npy"
        })
final class EmbedCommand implements Callable<Integer> {
    private static final String KEY = "text";

    private final Terminal terminal;

    @Mixin
    private final TextInputs texts = new TextInputs();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            converter = Words.OfTensorFormat.class,
            completionCandidates = Words.OfTensorFormat.class,
            description = "safetensors (default) or npy, for standard output.")
    private @Nullable TensorFormat format;

    @Option(names = "--no-norm", description = "Leave the features as they are; otherwise each has length 1.")
    private boolean raw;

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    EmbedCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Report report = common.report(terminal);
        Outputs outputs = output.outputs(report, TensorFormat.endings());
        if (outputs.isFolder()) {
            throw new UsageException("-o " + outputs.name() + ": must end in .safetensors or .npy, or be \"-\"");
        }
        List<String> inputs = texts.list(terminal);
        TensorFormat as = TensorFormat.of(outputs, format);
        ModelFiles files = model.find(report);
        outputs.prepare(Map.of(), List.of());
        if (outputs.skips(outputs.name(), outputs.file(""))) {
            return report.exitCode();
        }
        try (VtpModel vtp = model.load(files, Tower.TEXT, Tower.CLIP_HEAD)) {
            List<float[]> features = new ArrayList<>();
            List<String> embedded = new ArrayList<>();
            report.each(inputs, "texts", text -> text, text -> {
                features.add(vtp.textFeatures(List.of(text), !raw).row(0));
                embedded.add(text);
            });
            if (!features.isEmpty()) {
                Tensor tensor = new Tensor(KEY, List.of((long) features.get(0).length), features);
                Map<String, String> metadata = new LinkedHashMap<>();
                metadata.put("model", files.name());
                metadata.put("texts", JsonLine.array(embedded));
                outputs.write(outputs.file(""), stream -> Tensor.write(stream, as, List.of(tensor), metadata));
                done(report, embedded, outputs);
            }
        }
        return report.exitCode();
    }

    private static void done(Report report, List<String> texts, Outputs outputs) throws IOException {
        for (String text : texts) {
            if (report.json()) {
                report.result("", json -> {
                    json.writeStringField("input", text);
                    json.writeStringField("output", outputs.name());
                });
            }
        }
        if (!report.json() && !outputs.isStandardOutput()) {
            report.note(texts.size() + (texts.size() == 1 ? " text -> " : " texts -> ") + outputs.name());
        }
    }
}
