package vtp.engine.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import vtp.engine.config.VtpConfig;

/**
 * The checkpoints that MiniMax released: pictures of 256 × 256 to latents of 64 × 16 × 16.
 *
 * @since 0.1.0
 */
public enum Released {
    /** 167 million parameters. */
    SMALL("Small", "5442083e078aadc65e51c7893d10177e360139866d4e09ab955b1c7b563eeaee", 384, 12, 6),
    /** 296 million parameters. */
    BASE("Base", "c7fdbb1507cecbcbb35eab4ea9fcbca8dc80b5e0d64cfe0c37b7baacdbb0fa05", 768, 12, 12),
    /** 732 million parameters. */
    LARGE("Large", "de5df2006083a9536c4d3ea36c6ae2181ec604e06550f1b2d7cece3b16aac32f", 1024, 24, 16);

    private final String size;
    private final String weightsSha256;
    private final int width;
    private final int depth;
    private final int heads;

    Released(String size, String weightsSha256, int width, int depth, int heads) {
        this.size = size;
        this.weightsSha256 = weightsSha256;
        this.width = width;
        this.depth = depth;
        this.heads = heads;
    }

    /** What the command line calls it: {@code small}, {@code base} or {@code large}. */
    public String shortName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Its repository on the Hugging Face hub. */
    public String repoId() {
        return "MiniMaxAI/VTP-" + size + "-f16d64";
    }

    /** The sha256 of its {@code model.safetensors}, in lower-case hexadecimal digits. */
    public String weightsSha256() {
        return weightsSha256;
    }

    /** Its architecture. */
    public VtpConfig config() {
        try {
            return VtpConfig.parse(configJson(), repoId());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A {@code config.json} of its architecture, for checkpoints of the same shape: every key with an effect, spelled
     * out.
     */
    public byte[] configJson() {
        String json = """
                {
                  "architectures": ["VTPModel"],
                  "decoder_depth": DEPTH,
                  "decoder_embed_dim": WIDTH,
                  "decoder_ffn_layer": "swiglu",
                  "decoder_init_values": null,
                  "decoder_norm_layer": "layernorm",
                  "decoder_num_heads": HEADS,
                  "decoder_use_qk_norm": false,
                  "dtype": "float32",
                  "image_size": 256,
                  "init_logit_bias": null,
                  "model_type": "vtp",
                  "nonscalar_logit_scale": false,
                  "text_context_length": 77,
                  "text_depth": 12,
                  "text_embed_cls": false,
                  "text_embed_dim": 768,
                  "text_ls_init_value": null,
                  "text_mlp_ratio": 4.0,
                  "text_no_causal_mask": false,
                  "text_num_heads": 12,
                  "text_pool_type": "argmax",
                  "text_proj_bias": false,
                  "text_proj_type": "linear",
                  "text_quick_gelu": false,
                  "text_vocab_size": 49408,
                  "train_clip": true,
                  "train_reconstruction": true,
                  "vision_bottleneck_ae_only": true,
                  "vision_clip_feat": "cls",
                  "vision_depth": DEPTH,
                  "vision_embed_dim": WIDTH,
                  "vision_feature_bottleneck": 64,
                  "vision_ffn_layer": "swiglu",
                  "vision_init_values": null,
                  "vision_mlp_ratio": 4.0,
                  "vision_norm_layer": "rmsnorm",
                  "vision_num_heads": HEADS,
                  "vision_patch_size": 16,
                  "vision_use_qk_norm": false
                }
                """;
        return json.replace("WIDTH", String.valueOf(width))
                .replace("DEPTH", String.valueOf(depth))
                .replace("HEADS", String.valueOf(heads))
                .getBytes(StandardCharsets.UTF_8);
    }
}
