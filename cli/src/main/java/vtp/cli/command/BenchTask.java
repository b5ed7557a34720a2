package vtp.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import vtp.cli.option.EnumConverter;
import vtp.engine.VtpModel;
import vtp.engine.config.FlopCount;
import vtp.engine.config.Part;
import vtp.engine.config.VtpConfig;
import vtp.engine.image.Pixels;
import vtp.engine.tensor.Latents;
import vtp.engine.text.ImageNet;

/** What "vtp bench" times. The inputs are made up: how long a call takes does not depend on them. */
public enum BenchTask {
    /** Pictures to latents. */
    ENCODE,
    /** Latents to pictures. */
    DECODE,
    /** Pictures to CLIP features. */
    CLIP,
    /** Prompts to CLIP features, the tokenizer included. */
    TEXT;

    /** Reads the name of a task. */
    static final class Converter extends EnumConverter<BenchTask> {
        Converter() {
            super(BenchTask.class);
        }
    }

    private static final int SEED = 7;

    /**
     * A task with its inputs.
     *
     * @param task which
     * @param count of pictures or prompts in a call
     * @param size of a picture in words; empty for prompts
     * @param operations of a call, as {@link FlopCount} counts them
     * @param call does it once
     */
    record Job(BenchTask task, int count, String size, long operations, Runnable call) {}

    /** The parts of a model that it needs. */
    List<Part> parts() {
        return switch (this) {
            case ENCODE -> List.of(Part.TRUNK);
            case DECODE -> List.of(Part.DECODER);
            case CLIP -> List.of(Part.TRUNK, Part.CLIP_HEAD);
            case TEXT -> List.of(Part.TEXT, Part.CLIP_HEAD);
        };
    }

    /** Whether a model of this architecture can do it. */
    boolean suits(VtpConfig config) {
        return switch (this) {
            case ENCODE -> true;
            case DECODE -> config.decoder().isPresent();
            case CLIP, TEXT -> config.clip().isPresent();
        };
    }

    /**
     * Makes inputs.
     *
     * @param count how many pictures or prompts
     * @param side of the pictures, or of those that the latents stand for
     */
    Job job(VtpModel model, int count, int side) {
        VtpConfig config = model.config();
        String size = side + " x " + side;
        return switch (this) {
            case ENCODE -> {
                Pixels pixels = pixels(count, side);
                yield new Job(
                        this, count, size, count * FlopCount.encode(config, side, side), () -> model.encode(pixels));
            }
            case DECODE -> {
                Latents latents = latents(count, config.latentChannels(), side / config.patchSize());
                long operations = count * FlopCount.decode(config, latents.height(), latents.width());
                yield new Job(this, count, size, operations, () -> model.decode(latents));
            }
            case CLIP -> {
                Pixels pixels = pixels(count, side);
                long operations = count * FlopCount.imageFeature(config, side, side);
                yield new Job(this, count, size, operations, () -> model.imageFeatures(pixels));
            }
            case TEXT -> {
                List<String> prompts = prompts(count);
                List<int[]> ids = prompts.stream().map(model::tokenize).toList();
                yield new Job(this, count, "", FlopCount.prompts(config, ids), () -> model.textFeatures(prompts));
            }
        };
    }

    private static Pixels pixels(int count, int side) {
        return Pixels.of(noise(count * 3L * side * side), count, side, side);
    }

    private static Latents latents(int count, int channels, int side) {
        return new Latents(noise((long) count * channels * side * side), count, channels, side, side);
    }

    private static float[] noise(long values) {
        Random random = new Random(SEED);
        float[] noise = new float[Math.toIntExact(values)];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) random.nextGaussian();
        }
        return noise;
    }

    /** "a photo of a {name}." of classes of ImageNet, evenly spread; from 1,000 on they repeat. */
    public static List<String> prompts(int count) {
        List<String> names = ImageNet.names();
        List<String> prompts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long index = count < names.size() ? (long) i * names.size() / count : i % names.size();
            prompts.add("a photo of a " + names.get((int) index) + ".");
        }
        return prompts;
    }
}
