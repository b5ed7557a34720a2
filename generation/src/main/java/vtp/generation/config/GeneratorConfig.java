package vtp.generation.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import vtp.engine.config.ModelException;
import vtp.loader.Bytes;
import vtp.loader.Json;

/**
 * What a file says of a network, of its latents and of sampling: the YAML file of LightningDiT's trainer, or a
 * generator's own {@code config.json}. What has no effect on sampling is not looked at.
 *
 * @param network the architecture
 * @param sampling the sampler's settings
 * @param latentMultiplier what latents were multiplied with after normalisation
 * @since 0.1.0
 */
public record GeneratorConfig(DitConfig network, SamplingConfig sampling, double latentMultiplier) {

    private static final int MAX_BYTES = 1 << 20;
    private static final int DOWNSAMPLING = 16;

    /** The reference's, where its file has none. */
    private static final double USUAL_MULTIPLIER = 0.18215;

    /**
     * Reads a trainer's file.
     *
     * @param latentChannels channels of the tokenizer's latents, for a file that does not say how many the network has
     * @throws ModelException if it is not YAML, lacks what a network needs, or asks for what is not supported
     * @throws vtp.loader.FileAccessException if it cannot be read
     */
    public static GeneratorConfig trainer(Path file, int latentChannels) throws IOException {
        byte[] yaml;
        try (Bytes bytes = Bytes.open(file)) {
            if (bytes.size() > MAX_BYTES) {
                throw new ModelException(
                        file.toString(),
                        "is no file of LightningDiT's trainer: it has " + bytes.size() + " bytes, more than "
                                + MAX_BYTES);
            }
            yaml = new byte[(int) bytes.size()];
            bytes.copy(0, MemorySegment.ofArray(yaml));
        }
        return trainer(yaml, file.toString(), latentChannels);
    }

    /** The same of a file's bytes; {@code where} is what messages call it. */
    static GeneratorConfig trainer(byte[] yaml, String where, int latentChannels) throws ModelException {
        Object root;
        try {
            LoadSettings settings = LoadSettings.builder().setLabel(where).build();
            root = new Load(settings).loadFromInputStream(new ByteArrayInputStream(yaml));
        } catch (YamlEngineException e) {
            String reason = String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
            throw new ModelException(where, "is not YAML: " + reason);
        }
        if (!(root instanceof Map<?, ?> keys)) {
            throw new ModelException(where, "is no file of LightningDiT's trainer: its top is not a list of keys");
        }
        ConfigSection top = new ConfigSection(where, "", keys);
        ConfigSection transport = top.section("transport");
        transport.require("path_type", "Linear");
        transport.require("prediction", "velocity");
        top.section("vae").require("normalize_type", "imagenet");
        return new GeneratorConfig(
                trained(where, top, latentChannels),
                sampling(top.section("sample")),
                top.section("data").number("latent_multiplier", USUAL_MULTIPLIER));
    }

    private static DitConfig trained(String where, ConfigSection top, int latentChannels) throws ModelException {
        ConfigSection model = top.section("model");
        ConfigSection data = top.section("data");
        String name = model.text("model_type");
        DitSize.Type type = DitSize.named(name)
                .orElseThrow(() -> new ModelException(
                        where, "model.model_type is " + name + ", which is none of " + DitSize.all()));
        int downsampling = Math.max(1, top.section("vae").integer("downsample_ratio", DOWNSAMPLING));
        DitConfig config = new DitConfig(
                type.size().depth(),
                type.size().width(),
                type.size().heads(),
                type.patch(),
                data.integer("image_size") / downsampling,
                model.integer("in_chans", latentChannels),
                data.integer("num_classes"),
                model.flag("use_qknorm"),
                model.flag("use_rmsnorm"),
                model.flag("use_swiglu"),
                model.flag("use_rope"),
                model.flag("wo_shift"),
                model.flag("learn_sigma"));
        config.check(where);
        return config;
    }

    /**
     * Reads the bytes of a generator's {@code config.json}: the arguments of the reference's constructor by their
     * names, and {@code sample} and {@code latent_multiplier} as a trainer's file has them.
     *
     * @param where what messages call it
     * @throws ModelException if it lacks what a network needs, or asks for what is not supported
     * @throws vtp.loader.JsonException if it is not JSON
     */
    public static GeneratorConfig json(byte[] json, String where) throws IOException {
        ConfigSection top = new ConfigSection(where, "", Json.readObject(where, json));
        DitConfig config = new DitConfig(
                top.integer("depth"),
                top.integer("hidden_size"),
                top.integer("num_heads"),
                top.integer("patch_size"),
                top.integer("input_size"),
                top.integer("in_chans"),
                top.integer("num_classes"),
                top.flag("use_qknorm"),
                top.flag("use_rmsnorm"),
                top.flag("use_swiglu"),
                top.flag("use_rope"),
                top.flag("wo_shift"),
                top.flag("learn_sigma"));
        config.check(where);
        return new GeneratorConfig(config, sampling(top.section("sample")), top.number("latent_multiplier", 1));
    }

    private static SamplingConfig sampling(ConfigSection sample) throws ModelException {
        sample.require("mode", "ODE");
        if (sample.flag("reverse")) {
            throw sample.problem("reverse", "is true; sampling runs from noise to pictures only");
        }
        SamplingConfig usual = SamplingConfig.usual();
        String method = sample.text("sampling_method", "euler");
        Solver solver = switch (method) {
            case "euler" -> Solver.EULER;
            case "heun", "heun2" -> Solver.HEUN;
            case "dopri5" -> Solver.DOPRI5;
            default ->
                throw sample.problem("sampling_method", "is " + method + ", which is none of euler, heun, dopri5");
        };
        boolean all = sample.text("cfg_channels", "").equals("all");
        try {
            return new SamplingConfig(
                    solver,
                    sample.integer("num_sampling_steps", usual.points()),
                    sample.number("timestep_shift", 0),
                    sample.number("cfg_scale", usual.guidance()),
                    sample.number("cfg_interval_start", usual.guidanceStart()),
                    all ? SamplingConfig.ALL_CHANNELS : sample.integer("cfg_channels", usual.guidedChannels()),
                    sample.number("atol", usual.atol()),
                    sample.number("rtol", usual.rtol()));
        } catch (IllegalArgumentException e) {
            throw new ModelException(sample.where(), "sample: " + e.getMessage());
        }
    }
}
