package vtp.engine.files;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vtp.engine.config.ClipConfig;
import vtp.engine.config.ModelException;
import vtp.engine.config.Part;
import vtp.engine.config.TextConfig;
import vtp.engine.config.VitConfig;
import vtp.engine.config.VtpConfig;
import vtp.loader.Checkpoint;

/**
 * The tensors that a checkpoint of an architecture has: names and shapes, in the order of the computation. Nothing else
 * knows them.
 *
 * <p>Weights of linear layers are (out, in), those of convolutions (out, in, rows, columns).
 */
public final class TensorLayout {
    /**
     * One tensor.
     *
     * @param name in the checkpoint
     * @param shape its dimensions; empty for a scalar
     * @param part the part of the model that it belongs to
     */
    public record Slot(String name, List<Long> shape, Part part) {
        /** Number of elements; 1 for a scalar. */
        public long elementCount() {
            return shape.stream().reduce(1L, Math::multiplyExact);
        }

        /** Whether it is the periods of a rotary embedding: stored as bfloat16, and not learned. */
        public boolean periods() {
            return name.endsWith(".periods");
        }
    }

    private final Map<String, Slot> slots = new LinkedHashMap<>();
    private Part part = Part.TRUNK;

    private TensorLayout() {}

    /** The layout of an architecture. */
    public static TensorLayout of(VtpConfig config) {
        TensorLayout layout = new TensorLayout();
        layout.trunk(config);
        config.decoder().ifPresent(decoder -> layout.decoder(decoder, config.latentChannels()));
        config.clip().ifPresent(clip -> layout.clip(clip, config));
        return layout;
    }

    /** All tensors, in the order of the computation. */
    public List<Slot> slots() {
        return List.copyOf(slots.values());
    }

    /** Those of a part of the model; none if the model does not have it. */
    public List<Slot> slots(Part part) {
        return slots.values().stream().filter(slot -> slot.part() == part).toList();
    }

    /** The tensor of a name; empty if the architecture has none such. */
    public Optional<Slot> slot(String name) {
        return Optional.ofNullable(slots.get(name));
    }

    /** Learned numbers of a part of the model: all its elements but the periods. */
    public long parameters(Part part) {
        return slots(part).stream()
                .filter(slot -> !slot.periods())
                .mapToLong(Slot::elementCount)
                .sum();
    }

    /** Learned numbers of the whole model. */
    public long parameters() {
        return Arrays.stream(Part.values()).mapToLong(this::parameters).sum();
    }

    /**
     * Checks that a checkpoint has exactly these tensors, each F32, F16, BF16 or F64.
     *
     * @throws ModelException if not; it lists the missing, misshapen, mistyped and left-over ones, the first few of each by
     *     name
     */
    public void validate(Checkpoint checkpoint) throws ModelException {
        LayoutCheck.check(this, checkpoint);
    }

    private void trunk(VtpConfig config) {
        part = Part.TRUNK;
        VitConfig trunk = config.trunk();
        int width = trunk.width();
        add("trunk.cls_token", 1, 1, width);
        add("trunk.mask_token", 1, width); // of training: never read
        add("trunk.patch_embed.proj.weight", width, 3, config.patchSize(), config.patchSize());
        add("trunk.patch_embed.proj.bias", width);
        vit("trunk.", trunk);
        if (config.hasBottleneck()) {
            add("trunk.feature_bottleneck.weight", config.latentChannels(), width);
        }
    }

    private void decoder(VitConfig decoder, int latentChannels) {
        part = Part.DECODER;
        int colours = 3 * VtpConfig.UPSCALE * VtpConfig.UPSCALE;
        add("pixel_decoder.proj_in.weight", decoder.width(), latentChannels, 1, 1);
        add("pixel_decoder.proj_in.bias", decoder.width());
        vit("pixel_decoder.", decoder);
        add("pixel_decoder.proj_out.weight", colours, decoder.width(), 1, 1);
        add("pixel_decoder.proj_out.bias", colours);
    }

    private void vit(String prefix, VitConfig vit) {
        add(prefix + "rope_embed.periods", vit.headWidth() / 4);
        for (int i = 0; i < vit.depth(); i++) {
            vitBlock(prefix + "blocks." + i + ".", vit);
        }
        norm(prefix + "norm", vit);
    }

    private void vitBlock(String prefix, VitConfig vit) {
        int width = vit.width();
        norm(prefix + "norm1", vit);
        linear(prefix + "attn.qkv", 3 * width, width);
        if (vit.qkNorm()) {
            add(prefix + "attn.q_norm.weight", vit.headWidth());
            add(prefix + "attn.k_norm.weight", vit.headWidth());
        }
        linear(prefix + "attn.proj", width, width);
        if (vit.layerScale()) {
            add(prefix + "ls1.gamma", width);
        }
        norm(prefix + "norm2", vit);
        if (vit.ffn().gated()) {
            linear(prefix + "mlp.w1", vit.ffnHidden(), width);
            linear(prefix + "mlp.w2", vit.ffnHidden(), width);
            linear(prefix + "mlp.w3", width, vit.ffnHidden());
        } else {
            linear(prefix + "mlp.fc1", vit.ffnHidden(), width);
            linear(prefix + "mlp.fc2", width, vit.ffnHidden());
        }
        if (vit.layerScale()) {
            add(prefix + "ls2.gamma", width);
        }
    }

    private void norm(String prefix, VitConfig vit) {
        add(prefix + ".weight", vit.width());
        if (vit.norm().centred()) {
            add(prefix + ".bias", vit.width());
        }
    }

    private void clip(ClipConfig clip, VtpConfig config) {
        text(clip.text());
        part = Part.CLIP_HEAD;
        int from = clip.throughBottleneck()
                ? config.latentChannels()
                : config.trunk().width();
        add("visual_proj.weight", clip.text().width(), from);
        add("logit_scale", clip.vectorLogitScale() ? new int[] {1} : new int[0]);
        if (clip.logitBias()) {
            add("logit_bias", clip.vectorLogitScale() ? new int[] {1} : new int[0]);
        }
    }

    private void text(TextConfig text) {
        part = Part.TEXT;
        int width = text.width();
        add("token_embedding.weight", text.vocabSize(), width);
        add("positional_embedding", text.contextLength(), width);
        for (int i = 0; i < text.depth(); i++) {
            textBlock("text_transformer.resblocks." + i + ".", text);
        }
        pair("ln_final", width);
        switch (text.projection()) {
            case LINEAR -> add("text_projection", width, width);
            case LINEAR_BIAS -> linear("text_projection", width, width);
            case NONE -> {}
        }
    }

    private void textBlock(String prefix, TextConfig text) {
        int width = text.width();
        pair(prefix + "ln_1", width);
        add(prefix + "attn.in_proj_weight", 3 * width, width);
        add(prefix + "attn.in_proj_bias", 3 * width);
        linear(prefix + "attn.out_proj", width, width);
        if (text.layerScale()) {
            add(prefix + "ls_1.gamma", width);
        }
        pair(prefix + "ln_2", width);
        linear(prefix + "mlp.c_fc", text.ffnHidden(), width);
        linear(prefix + "mlp.c_proj", width, text.ffnHidden());
        if (text.layerScale()) {
            add(prefix + "ls_2.gamma", width);
        }
    }

    private void linear(String prefix, int out, int in) {
        add(prefix + ".weight", out, in);
        add(prefix + ".bias", out);
    }

    private void pair(String prefix, int width) {
        add(prefix + ".weight", width);
        add(prefix + ".bias", width);
    }

    private void add(String name, int... shape) {
        List<Long> dimensions = Arrays.stream(shape).mapToObj(Long::valueOf).toList();
        slots.put(name, new Slot(name, dimensions, part));
    }
}
