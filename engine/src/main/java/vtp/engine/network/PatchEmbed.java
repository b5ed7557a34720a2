package vtp.engine.network;

import java.io.IOException;
import vtp.kernels.Kernels;
import vtp.kernels.Mat;
import vtp.kernels.PackedLinear;

/** A convolution P × P with stride P: each patch of 3 · P² values through one linear layer. */
final class PatchEmbed {
    private final Kernels kernels;
    private final PatchTransfer strips;
    private final PackedLinear projection;

    /** @param width C */
    PatchEmbed(Parameters p, int width, PatchTransfer strips, Kernels kernels) throws IOException {
        this.kernels = kernels;
        this.strips = strips;
        projection = p.convolution(width, PatchTransfer.CHANNELS, strips.patch());
    }

    /** Width of a patch's values, 3 · P². */
    int columns() {
        return strips.columns();
    }

    /**
     * Embeds one picture.
     *
     * @param planes (B, 3, H, W)
     * @param image which of B
     * @param patches (T, 3 · P²), overwritten
     * @param tokens (T, C), overwritten
     */
    void forward(float[] planes, int image, int height, int width, Mat patches, Mat tokens) {
        strips.gather(planes, image, height, width, patches);
        kernels.linear(patches, projection, tokens);
    }
}
