package vtp.engine.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import vtp.loader.Json;
import vtp.loader.JsonException;

/**
 * The architecture of a VTP model, as its {@code config.json} has it.
 *
 * <p>Keys that are absent take the reference's defaults, those of VTP-Base. Keys that do not matter to inference are
 * not looked at; nor are, as in the reference, those of a part that the model does not have: {@code text_…} without
 * {@code train_clip}, {@code decoder_…} without {@code train_reconstruction}.
 *
 * @param imageSize side of the pictures that the model was trained on, and the default to resize to
 * @param patchSize side of a patch, P. The decoder enlarges by {@value #UPSCALE} whatever this is
 * @param trunk the blocks of the vision transformer that encodes
 * @param latentChannels channels of a latent, K: the bottleneck's width, or the trunk's if there is no bottleneck
 * @param clip the text tower and what joins it to the trunk; empty if {@code train_clip} is false
 * @param decoder the blocks of the pixel decoder; empty if {@code train_reconstruction} is false
 * @since 0.1.0
 */
public record VtpConfig(
        int imageSize,
        int patchSize,
        VitConfig trunk,
        int latentChannels,
        Optional<ClipConfig> clip,
        Optional<VitConfig> decoder) {
    /** Pixels of a side that the decoder makes of one of a latent's. */
    public static final int UPSCALE = 16;

    /**
     * Reads a {@code config.json}.
     *
     * <p>A value has the type that the reference's has: an integer is written without fraction or exponent ({@code
     * 12.0} fails there too), and unlike there neither a number nor null stands for true or false.
     *
     * @param json the file's bytes
     * @param where the file, as messages name it
     * @throws JsonException if it is not one JSON object
     * @throws ModelException if values are refused; it names each key, what it has and what it may have
     */
    public static VtpConfig parse(byte[] json, String where) throws JsonException, ModelException {
        return ConfigReader.read(Json.readObject(where, json), where);
    }

    /**
     * Reads a {@code config.json}, as {@link #parse(byte[], String)} does its bytes.
     *
     * @throws ModelException if values are refused
     * @throws IOException if the file cannot be read, or is not one JSON object
     */
    public static VtpConfig parse(Path file) throws IOException {
        return ConfigReader.read(Json.readObject(file), file.toString());
    }

    /** Whether there is a layer between the trunk and the latents. Without one the latents are the trunk's tokens. */
    public boolean hasBottleneck() {
        return latentChannels != trunk.width();
    }

    /** Why a part is not there, in words for messages; empty if the model has it. */
    public Optional<String> lacks(Part part) {
        return switch (part) {
            case TRUNK -> Optional.empty();
            case DECODER -> absent(decoder.isPresent(), "train_reconstruction");
            case TEXT, CLIP_HEAD -> absent(clip.isPresent(), "train_clip");
        };
    }

    private static Optional<String> absent(boolean present, String key) {
        return present ? Optional.empty() : Optional.of("its config.json sets " + key + " to false");
    }
}
