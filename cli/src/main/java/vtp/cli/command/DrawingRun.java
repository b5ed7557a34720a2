package vtp.cli.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import vtp.cli.console.Console;
import vtp.cli.console.FailureMessage;
import vtp.cli.console.Progress;
import vtp.engine.VtpModel;
import vtp.engine.image.Pixels;
import vtp.engine.image.Rgb;
import vtp.engine.tensor.Latents;
import vtp.generation.LatentScale;
import vtp.generation.Sampler;
import vtp.generation.SamplingListener;

/** Samples, decodes and writes pictures, some at a time. */
final class DrawingRun {
    /** How many previews show a picture on its way. */
    private static final int PREVIEWS = 10;

    private final Console console;
    private final Sampler sampler;
    private final NoiseOf noise;
    private final VtpModel model;
    private final LatentScale scale;
    private final DrawingFiles files;

    /** What pictures begin with. */
    @FunctionalInterface
    interface NoiseOf {
        /** Noise of some indices (B, C, h, w). */
        Latents of(long[] indices) throws IOException;
    }

    DrawingRun(Console console, Sampler sampler, NoiseOf noise, VtpModel model, LatentScale scale, DrawingFiles files) {
        this.console = console;
        this.sampler = sampler;
        this.noise = noise;
        this.model = model;
        this.scale = scale;
        this.files = files;
    }

    /** Draws what is not there yet, {@code together} at a time. */
    void run(List<Drawing> drawings, int together) throws IOException {
        List<Drawing> missing = new ArrayList<>();
        for (Drawing drawing : drawings) {
            try {
                if (!files.skips(drawing)) {
                    missing.add(drawing);
                }
            } catch (IOException e) {
                fail(List.of(drawing), e);
            }
        }
        long batches = Math.ceilDiv(missing.size(), together);
        try (Progress progress = console.progress("steps", batches * sampler.steps())) {
            for (int from = 0; from < missing.size(); from += together) {
                List<Drawing> batch = missing.subList(from, Math.min(missing.size(), from + together));
                progress.note("picture " + (from + 1) + " of " + missing.size());
                try {
                    draw(batch, progress);
                } catch (UncheckedIOException e) {
                    throw e.getCause();
                } catch (IOException | ArithmeticException e) {
                    fail(batch, e);
                }
                progress.to((from / together + 1L) * sampler.steps());
            }
        }
    }

    private void fail(List<Drawing> batch, Exception e) throws IOException {
        String fault = FailureMessage.ofInput(e);
        if (fault == null && e instanceof IOException io) {
            throw io;
        }
        batch.forEach(drawing -> console.failure("picture " + drawing.index() + ": " + fault));
    }

    private void draw(List<Drawing> batch, Progress progress) throws IOException {
        long[] indices = batch.stream().mapToLong(Drawing::index).toArray();
        int[] labels = batch.stream().mapToInt(Drawing::label).toArray();
        int every = Math.max(1, sampler.steps() / PREVIEWS);
        SamplingListener listener = (step, steps, state) -> {
            progress.step(1);
            if (files.previews() && step % every == 0) {
                preview(state.get());
            }
        };
        Latents latents = scale.apply(sampler.sample(noise.of(indices), labels, listener));
        for (int b = 0; b < batch.size(); b++) {
            Latents one = one(latents, b);
            files.write(batch.get(b), model.decode(one).toRgb(0, files.rounding()), one);
        }
    }

    private void preview(Latents normalised) {
        Pixels pixels = model.decode(scale.apply(normalised));
        List<Rgb> emerging = new ArrayList<>();
        for (int b = 0; b < pixels.batch(); b++) {
            emerging.add(pixels.toRgb(b, files.rounding()));
        }
        try {
            files.preview(emerging);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Latents one(Latents all, int b) {
        int each = all.data().length / all.batch();
        float[] values = Arrays.copyOfRange(all.data(), b * each, (b + 1) * each);
        return new Latents(values, 1, all.channels(), all.height(), all.width());
    }
}
