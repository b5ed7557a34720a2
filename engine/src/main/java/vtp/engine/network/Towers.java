package vtp.engine.network;

import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vtp.engine.config.ClipConfig;
import vtp.engine.config.Part;
import vtp.engine.config.VitConfig;
import vtp.engine.config.VtpConfig;
import vtp.kernels.Kernels;

/**
 * The parts of a model, each null if it was not asked for, or if the model does not have it.
 *
 * @param encoder pictures to latents and features
 * @param decoder latents to pictures
 * @param text prompts to CLIP features
 * @param head what joins CLIP's features of pictures and of texts
 */
record Towers(
        @Nullable ImageEncoder encoder,
        @Nullable PixelDecoder decoder,
        @Nullable TextTower text,
        @Nullable ClipHead head) {

    /**
     * Makes parts of a model, in the order in which their parameters stand in its layout.
     *
     * @param parts those that are wanted
     * @throws IOException what the source of the parameters throws
     */
    static Towers of(VtpConfig config, Set<Part> parts, ParameterSource source, ScratchPool pool, Kernels kernels)
            throws IOException {
        VitConfig pixels = parts.contains(Part.DECODER) ? config.decoder().orElse(null) : null;
        ClipConfig text = parts.contains(Part.TEXT) ? config.clip().orElse(null) : null;
        ClipConfig head = parts.contains(Part.CLIP_HEAD) ? config.clip().orElse(null) : null;
        return new Towers(
                parts.contains(Part.TRUNK) ? encoder(config, source, pool, kernels) : null,
                pixels == null
                        ? null
                        : new PixelDecoder(Parameters.of(source), pixels, config.latentChannels(), pool, kernels),
                text == null ? null : new TextTower(Parameters.of(source), text.text(), pool, kernels),
                head == null ? null : new ClipHead(Parameters.of(source), config, head, pool, kernels));
    }

    private static ImageEncoder encoder(VtpConfig config, ParameterSource source, ScratchPool pool, Kernels kernels)
            throws IOException {
        return new ImageEncoder(config, new VisionTrunk(Parameters.of(source), config, pool, kernels));
    }
}
