package vtp.cli.command;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import vtp.cli.console.EnumName;
import vtp.engine.config.LoadOptions;
import vtp.engine.config.Part;
import vtp.engine.config.TextConfig;
import vtp.engine.config.VitConfig;
import vtp.engine.config.VtpConfig;
import vtp.engine.config.WeightType;
import vtp.engine.files.ModelReport;
import vtp.loader.TensorInfo;

/** What there is to know of a model, as lines for a person. */
final class InfoText {
    private static final double GIGA = 1e9;
    private static final double MEGA = 1e6;

    private final ModelReport info;
    private final StringBuilder text = new StringBuilder();

    InfoText(ModelReport info, boolean tensors) {
        this.info = info;
        VtpConfig config = info.config();
        line("model", info.name());
        line("picture", config.imageSize() + " x " + config.imageSize() + ", patches of " + config.patchSize());
        line("latents", joined(info.latentShape()) + (config.hasBottleneck() ? "" : ", without a bottleneck"));
        vit("trunk", Optional.of(config.trunk()));
        vit("decoder", config.decoder());
        line("text", config.clip().map(clip -> text(clip.text())).orElse("none"));
        config.clip()
                .ifPresent(clip -> line(
                        "clip",
                        "image feature from " + EnumName.of(clip.feature())
                                + (clip.throughBottleneck() ? ", through the bottleneck" : "")
                                + (clip.logitBias() ? ", with a logit bias" : "")));
        parameters();
        line(
                "types",
                info.dtypes().entrySet().stream()
                        .map(type -> count(type.getValue()) + " " + type.getKey())
                        .collect(Collectors.joining(", ")));
        info.fileBytes().forEach((file, bytes) -> line("file", Path.of(file).getFileName() + ", " + size(bytes)));
        work();
        line("memory", "about " + memory(WeightType.F32) + ", with --weights bf16 " + memory(WeightType.BF16));
        if (tensors) {
            tensors();
        }
    }

    private void vit(String name, Optional<VitConfig> vit) {
        line(name, vit.map(InfoText::vit).orElse("none"));
    }

    private static String vit(VitConfig vit) {
        return "width " + vit.width() + ", " + vit.depth() + " blocks, " + vit.heads() + " heads, "
                + EnumName.of(vit.ffn()) + " " + vit.ffnHidden() + ", " + EnumName.of(vit.norm())
                + (vit.qkNorm() ? ", q and k normed" : "") + (vit.layerScale() ? ", LayerScale" : "");
    }

    private static String text(TextConfig text) {
        return "width " + text.width() + ", " + text.depth() + " blocks, " + text.heads() + " heads, mlp "
                + text.ffnHidden() + ", context " + text.contextLength() + ", vocabulary " + text.vocabSize()
                + (text.causal() ? ", causal" : ", not causal") + ", pool " + EnumName.of(text.pool())
                + (text.quickGelu() ? ", QuickGELU" : "") + (text.layerScale() ? ", LayerScale" : "");
    }

    private void parameters() {
        String parts = info.parameters().entrySet().stream()
                .map(part -> name(part.getKey()) + " " + count(part.getValue()))
                .collect(Collectors.joining(", "));
        line("parameters", parts + ", all " + count(info.allParameters()));
    }

    private static String name(Part part) {
        return part == Part.CLIP_HEAD ? "clip head" : EnumName.of(part);
    }

    private void work() {
        String work = "encode " + giga(info.encodeFlop());
        work += info.decodeFlop() == 0 ? "" : ", decode " + giga(info.decodeFlop());
        work += info.promptFlop() == 0 ? "" : ", a prompt " + giga(info.promptFlop());
        line("GFLOP", work);
    }

    private String memory(WeightType weights) {
        return size(info.memoryBytes(LoadOptions.defaults().withWeights(weights)));
    }

    private void tensors() {
        for (TensorInfo tensor : info.tensors()) {
            text.append('\n')
                    .append(tensor.name())
                    .append("  ")
                    .append(tensor.dtype())
                    .append("  (");
            text.append(joined(tensor.shape()).replace(" x ", ", ")).append(')');
        }
    }

    private void line(String name, String value) {
        text.append(text.isEmpty() ? "" : "\n")
                .append(name)
                .repeat(' ', 12 - name.length())
                .append(value);
    }

    private static String joined(Iterable<? extends Number> numbers) {
        StringBuilder joined = new StringBuilder();
        for (Number number : numbers) {
            joined.append(joined.isEmpty() ? "" : " x ").append(number);
        }
        return joined.toString();
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String giga(long flop) {
        return String.format(Locale.ROOT, flop < GIGA ? "%.3f" : "%.1f", flop / GIGA);
    }

    /** "2.93 GB", "669 MB", "312 kB". */
    static String size(long bytes) {
        if (bytes >= GIGA) {
            return String.format(Locale.ROOT, "%.2f GB", bytes / GIGA);
        }
        return bytes >= MEGA
                ? String.format(Locale.ROOT, "%.1f MB", bytes / MEGA)
                : String.format(Locale.ROOT, "%.1f kB", bytes / 1e3);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
