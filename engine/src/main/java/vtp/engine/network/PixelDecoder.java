package vtp.engine.network;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import vtp.engine.config.VitConfig;
import vtp.engine.config.VtpConfig;
import vtp.engine.image.Pixels;
import vtp.engine.tensor.FiniteCheck;
import vtp.engine.tensor.Latents;
import vtp.kernels.Kernels;
import vtp.kernels.Mat;
import vtp.kernels.PackedLinear;
import vtp.kernels.RopeTable;

/**
 * The decoder: latents (B, K, h, w) → tokens (B · T, C), no class token → pixels (B, 3, 16 h, 16 w).
 *
 * @since 0.1.0
 */
public final class PixelDecoder {
    private final Kernels kernels;
    private final ScratchPool pool;
    private final VitConfig config;
    private final int latentChannels;
    private final PackedLinear projIn;
    private final Rope rope;
    private final List<VitBlock> blocks = new ArrayList<>();
    private final Norm norm;
    private final PackedLinear projOut;
    private final PatchTransfer strips;

    PixelDecoder(Parameters root, VitConfig config, int latentChannels, ScratchPool pool, Kernels kernels)
            throws IOException {
        this.kernels = kernels;
        this.pool = pool;
        this.config = config;
        this.latentChannels = latentChannels;
        Parameters p = root.at("pixel_decoder");
        strips = new PatchTransfer(kernels, pool, VtpConfig.UPSCALE);
        projIn = p.at("proj_in").convolution(config.width(), latentChannels, 1);
        rope = new Rope(p.at("rope_embed"), config.headWidth());
        for (int i = 0; i < config.depth(); i++) {
            blocks.add(new VitBlock(p.at("blocks." + i), config, false, kernels));
        }
        norm = Norm.of(p.at("norm"), config.width(), config.norm(), kernels);
        projOut = p.at("proj_out").convolution(strips.columns(), config.width(), 1);
    }

    /** (B, K, h, w) → (B, 3, 16 h, 16 w). */
    public Pixels decode(Latents latents) {
        return decode(latents, ImageEncoder.ROWS_AT_ONCE, BlockListener.NONE);
    }

    /** The same, all pictures together, showing what each block makes of them. */
    Pixels decode(Latents latents, BlockListener listener) {
        return decode(latents, Integer.MAX_VALUE, listener);
    }

    private Pixels decode(Latents latents, int rowsAtOnce, BlockListener listener) {
        int batch = latents.batch();
        int height = Math.multiplyExact(latents.height(), VtpConfig.UPSCALE);
        int width = Math.multiplyExact(latents.width(), VtpConfig.UPSCALE);
        float[] planes = new float[Math.toIntExact(Math.multiplyExact(3L * batch, (long) height * width))];
        RopeTable table = rope.table(latents.height(), latents.width());
        int most = Math.max(1, rowsAtOnce / (latents.height() * latents.width()));
        for (int first = 0; first < batch; first += most) {
            ImageBatch rows = ImageBatch.of(Math.min(most, batch - first), 0, table);
            try (Scratch s = scratch(rows)) {
                forward(latents, first, rows, s, listener, planes);
            }
        }
        FiniteCheck.requireResult("decoded pixels", planes, batch, 3, height, width);
        return Pixels.of(planes, batch, height, width);
    }

    private Scratch scratch(ImageBatch rows) {
        int widest = Math.max(strips.columns(), latentChannels);
        return new Scratch(pool, rows.images() * rows.rowsPerImage(), config.width(), widest);
    }

    /** Images from {@code first} on to the same of {@code planes} (B, 3, 16 h, 16 w). */
    private void forward(
            Latents latents, int first, ImageBatch rows, Scratch s, BlockListener listener, float[] planes) {
        Mat in = s.wide(latentChannels);
        Mat out = s.wide(strips.columns());
        for (int b = 0; b < rows.images(); b++) { //                             1. (B·T, K)
            TensorTransfer.fromLatents(latents, first + b, rows.patchRows(in, b));
        }
        kernels.linear(in, projIn, s.tokens()); //                               2. (B·T, C)
        for (int i = 0; i < blocks.size(); i++) { //                             3. (B·T, C)
            blocks.get(i).forward(s, rows);
            listener.after(i, s.tokens());
        }
        norm.apply(s.tokens(), s.normed()); //                                   4. (B·T, C)
        kernels.linear(s.normed(), projOut, out); //                             5. (B·T, 3·16·16)
        for (int b = 0; b < rows.images(); b++) { //                             6. (B, 3, 16 h, 16 w)
            strips.scatter(
                    rows.patchRows(out, b),
                    planes,
                    first + b,
                    latents.height() * VtpConfig.UPSCALE,
                    latents.width() * VtpConfig.UPSCALE);
        }
    }
}
