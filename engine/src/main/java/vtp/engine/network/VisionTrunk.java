package vtp.engine.network;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vtp.engine.config.VitConfig;
import vtp.engine.config.VtpConfig;
import vtp.engine.image.Pixels;
import vtp.kernels.Kernels;
import vtp.kernels.Mat;
import vtp.kernels.PackedLinear;

/**
 * The encoder: pixels (B, 3, H, W) → tokens (B · (1 + T), C) → latents (K, h, w). Row 0 of each image is its class
 * token.
 */
final class VisionTrunk {
    private static final int CLASS_TOKENS = 1;

    private final Kernels kernels;
    private final ScratchPool pool;
    private final int patch;
    private final VitConfig config;
    private final int latentChannels;
    private final float[] classToken;
    private final PatchEmbed patches;
    private final Rope rope;
    private final List<VitBlock> blocks = new ArrayList<>();
    private final Norm norm;
    private final @Nullable PackedLinear bottleneck;

    VisionTrunk(Parameters root, VtpConfig model, ScratchPool pool, Kernels kernels) throws IOException {
        Parameters p = root.at("trunk");
        this.kernels = kernels;
        this.pool = pool;
        patch = model.patchSize();
        config = model.trunk();
        latentChannels = model.latentChannels();
        classToken = p.at("cls_token").values(1, 1, config.width());
        p.at("mask_token").unused(1, config.width()); // of training
        patches = new PatchEmbed(
                p.at("patch_embed.proj"), config.width(), new PatchTransfer(kernels, pool, patch), kernels);
        rope = new Rope(p.at("rope_embed"), config.headWidth());
        int classOnly = model.clip().isPresent() ? config.depth() - 1 : -1;
        for (int i = 0; i < config.depth(); i++) {
            blocks.add(new VitBlock(p.at("blocks." + i), config, i == classOnly, kernels));
        }
        norm = Norm.of(p.at("norm"), config.width(), config.norm(), kernels);
        bottleneck = model.hasBottleneck()
                ? p.at("feature_bottleneck").linearWithoutBias(latentChannels, config.width())
                : null;
    }

    /** The rows of some images of a batch. */
    ImageBatch rows(Pixels pixels, int images) {
        return ImageBatch.of(images, CLASS_TOKENS, rope.table(pixels.height() / patch, pixels.width() / patch));
    }

    /** Buffers for them. */
    Scratch scratch(ImageBatch rows) {
        int widest = Math.max(patches.columns(), latentChannels);
        return new Scratch(pool, rows.images() * rows.rowsPerImage(), config.width(), widest);
    }

    /**
     * Images from {@code first} on to tokens (B · (1 + T), C), by the first {@code depth} blocks, before the final
     * norm.
     */
    Mat forward(Pixels pixels, int first, ImageBatch rows, Scratch s, int depth, BlockListener listener) {
        embed(pixels, first, rows, s); //                                1. (B·(1+T), C)
        listener.after(-1, s.tokens());
        for (int i = 0; i < depth; i++) { //                             2. (B·(1+T), C)
            blocks.get(i).forward(s, rows);
            listener.after(i, s.tokens());
        }
        return s.tokens();
    }

    /** The same, but of the last block the class tokens (B, C) only. */
    Mat forwardClass(Pixels pixels, int first, ImageBatch rows, Scratch s) {
        embed(pixels, first, rows, s); //                                1. (B·(1+T), C)
        for (VitBlock block : blocks.subList(0, blocks.size() - 1)) { // 2. (B·(1+T), C)
            block.forward(s, rows);
        }
        blocks.getLast().forwardClass(s, rows, rope.table(0, 0)); //     3. (B, C)
        return rows.classRows(s.tokens());
    }

    private void embed(Pixels pixels, int first, ImageBatch rows, Scratch s) {
        Mat values = rows.patchRows(s.wide(patches.columns()), 0);
        for (int b = 0; b < rows.images(); b++) {
            s.tokens().copyRowFrom(rows.starts()[b], classToken, 0);
            patches.forward(
                    pixels.data(), first + b, pixels.height(), pixels.width(), values, rows.patchRows(s.tokens(), b));
        }
    }

    /** The final norm of tokens (M, C), to {@code into} (M, C). */
    Mat norm(Mat tokens, Mat into) {
        return norm.apply(tokens, into);
    }

    /** Normed tokens (M, C) through the bottleneck to the wide buffer, (M, K); themselves if there is none. */
    Mat neck(Mat normed, Scratch s) {
        if (bottleneck == null) {
            return normed;
        }
        Mat necked = s.wide(latentChannels).rows(0, normed.rows());
        kernels.linear(normed, bottleneck, necked);
        return necked;
    }
}
