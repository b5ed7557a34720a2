package vtp.generation;

import java.io.IOException;
import java.nio.file.Path;
import vtp.engine.config.ModelException;
import vtp.engine.tensor.FiniteCheck;
import vtp.engine.tensor.Latents;
import vtp.loader.StoredTensor;
import vtp.loader.torch.WeightsFile;

/**
 * How a network's normalised latents become the tokenizer's: x · std / multiplier + mean, channel by channel.
 *
 * @param mean of each channel (C)
 * @param std its standard deviation (C)
 * @param multiplier what the trainer multiplied normalised latents with
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent") // read, never compared
public record LatentScale(float[] mean, float[] std, double multiplier) {

    /**
     * Reads the statistics of the latents that a network was trained on.
     *
     * @param file {@code latents_stats.pt}, or a safetensors file with the same tensors, {@code mean} and {@code std}
     * @param channels of the network
     * @throws ModelException if it has not one mean and one positive deviation for each channel
     * @throws vtp.loader.LoaderException if it is malformed or cannot be read
     */
    public static LatentScale read(Path file, int channels, double multiplier) throws IOException {
        try (WeightsFile tensors = WeightsFile.open(file)) {
            return of(tensors, channels, multiplier);
        }
    }

    /** The same of a file that is open. */
    static LatentScale of(WeightsFile tensors, int channels, double multiplier) throws IOException {
        float[] mean = values(tensors, "mean", channels);
        float[] std = values(tensors, "std", channels);
        return new LatentScale(mean, std, multiplier).checked(tensors.name());
    }

    private LatentScale checked(String where) throws ModelException {
        for (int c = 0; c < std.length; c++) {
            if (std[c] <= 0) {
                throw new ModelException(
                        where,
                        "the deviation of channel " + c + " is " + std[c]
                                + ", must be more than 0: these are no statistics of latents");
            }
        }
        if (!(multiplier > 0 && multiplier < Float.MAX_VALUE)) {
            throw new ModelException(where, "latents were multiplied with " + multiplier + ", must be more than 0");
        }
        return this;
    }

    private static float[] values(WeightsFile tensors, String name, int channels) throws IOException {
        StoredTensor tensor = tensors.tensors().get(name);
        if (tensor == null) {
            throw new ModelException(
                    tensors.name(), "holds no statistics of latents: it has no tensor " + name + " (mean, std)");
        }
        if (tensor.elementCount() != channels) {
            throw new ModelException(
                    tensors.name(),
                    "is of latents with " + tensor.elementCount() + " channels, the network draws " + channels);
        }
        float[] values = new float[channels];
        tensor.reader().floats(0, values);
        int bad = FiniteCheck.firstNot(values, values.length);
        if (bad >= 0) {
            throw new ModelException(tensors.name(), "the " + name + " of channel " + bad + " is " + values[bad]);
        }
        return values;
    }

    /**
     * Latents for the tokenizer, a new array.
     *
     * @throws IllegalArgumentException for another number of channels
     */
    public Latents apply(Latents normalised) {
        if (normalised.channels() != mean.length) {
            throw new IllegalArgumentException(
                    "latents have " + normalised.channels() + " channels, the statistics " + mean.length);
        }
        float[] data = normalised.data().clone();
        int plane = normalised.height() * normalised.width();
        for (int i = 0; i < data.length; i++) {
            int c = i / plane % mean.length;
            data[i] = data[i] * std[c] / (float) multiplier + mean[c];
        }
        return new Latents(data, normalised.batch(), normalised.channels(), normalised.height(), normalised.width());
    }
}
