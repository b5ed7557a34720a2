package vtp.generation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import vtp.engine.tensor.Latents;
import vtp.generation.config.DitConfig;
import vtp.loader.Sha256;

/**
 * The noise that a picture begins with, and its label if none is asked for: from a seed and the picture's index alone,
 * so that no batch, split or resumption changes a picture.
 *
 * <p>{@link Random}, whose numbers Java specifies, is seeded with the first eight bytes, big-endian, of the SHA-256 of
 * the text {@code "noise 7 42"} for seed 7 and index 42, or {@code "label 7 42"}. Its normal numbers are the noise,
 * channel by channel, row by row.
 *
 * @since 0.1.0
 */
public final class Noise {
    private Noise() {}

    /** Noise of some pictures, (B, C, h, w). */
    public static Latents of(long seed, long[] indices, DitConfig config) {
        Latents noise = Latents.zeros(indices.length, config.channels(), config.side(), config.side());
        int each = noise.data().length / indices.length;
        for (int b = 0; b < indices.length; b++) {
            Random random = random("noise", seed, indices[b]);
            for (int i = 0; i < each; i++) {
                noise.data()[b * each + i] = (float) random.nextGaussian();
            }
        }
        return noise;
    }

    /** A label from 0 to {@code classes} − 1, each as likely as the others. */
    public static int label(long seed, long index, int classes) {
        return random("label", seed, index).nextInt(classes);
    }

    private static Random random(String what, long seed, long index) {
        byte[] text = (what + " " + seed + " " + index).getBytes(StandardCharsets.US_ASCII);
        return new Random(ByteBuffer.wrap(Sha256.digest().digest(text)).getLong());
    }
}
