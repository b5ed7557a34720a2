package vtp.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import vtp.engine.config.WeightType;
import vtp.engine.tensor.Latents;
import vtp.generation.Generator;
import vtp.generation.config.DitSize;
import vtp.kernels.FmaPeak;
import vtp.kernels.Workers;

/**
 * Times calls of a LightningDiT for each line that it reads, and prints the median in seconds, and its share of the
 * peak: so that {@code peers/generation.py} can take turns with it.
 */
public final class GeneratorTurns {
    private static final float TIME = 0.3f;

    private GeneratorTurns() {}

    /** Arguments: size, patch, threads, type of the weights, seconds of a turn. */
    public static void main(String[] args) throws IOException {
        int threads = Integer.parseInt(args[2]);
        double seconds = Double.parseDouble(args[4]);
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Workers workers = new Workers(threads);
                Generator generator = Generators.load(
                        DitSize.valueOf(args[0]), Integer.parseInt(args[1]), threads, WeightType.valueOf(args[3]))) {
            FmaPeak peak = new FmaPeak(workers);
            Latents state = Noise.latents(
                    1, generator.config().channels(), generator.config().side());
            turn(generator, state, seconds);
            while (lines.readLine() != null) {
                double before = peak.operationsPerSecond();
                double median = turn(generator, state, seconds);
                double most = Math.max(before, peak.operationsPerSecond());
                System.out.printf(
                        Locale.ROOT, "%.6f %.4f%n", median, generator.config().operations() / median / most);
                System.out.flush();
            }
        }
    }

    private static double turn(Generator generator, Latents state, double seconds) {
        double[] times = new double[1 << 16];
        int count = 0;
        long begin = System.nanoTime();
        for (long now = begin; count == 0 || now - begin < seconds * 1e9; ) {
            generator.velocity(state, TIME, new int[] {207});
            long end = System.nanoTime();
            times[count++] = (end - now) * 1e-9;
            now = end;
        }
        double[] sorted = Arrays.copyOf(times, count);
        Arrays.sort(sorted);
        return sorted[count / 2];
    }
}
