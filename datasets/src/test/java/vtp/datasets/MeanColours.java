package vtp.datasets;

import java.util.List;
import java.util.Map;
import vtp.engine.image.Rgb;
import vtp.loader.Dtype;

/**
 * An encoder that needs no model: "latents" (3, 2, 2) of a picture's mean colour, those of the mirrored one negated,
 * and a feature of one number.
 */
final class MeanColours implements PictureEncoder {
    static final List<ShardTensor> TENSORS = List.of(
            new ShardTensor("", ShardTensor.LATENTS, List.of(3L, 2L, 2L)),
            new ShardTensor("", "latents_flip", List.of(3L, 2L, 2L)),
            new ShardTensor("cls", "cls", List.of(1L)));

    @Override
    public List<ShardTensor> tensors() {
        return TENSORS;
    }

    @Override
    public float[][] encode(Rgb picture) {
        float[] latents = new float[12];
        float[] flipped = new float[12];
        for (int i = 0; i < 12; i++) {
            long sum = 0;
            for (int p = i / 4; p < picture.data().length; p += 3) {
                sum += picture.data()[p] & 0xff;
            }
            latents[i] = sum * 3f / picture.data().length / 255 + i * 0.01f;
            flipped[i] = -latents[i];
        }
        return new float[][] {latents, flipped, {picture.width()}};
    }

    static ExtractionPlan plan(Dtype dtype, int shardSize, int rank, int world) {
        return new ExtractionPlan("mean", Map.of("preparation", "none"), dtype, shardSize, rank, world);
    }
}
