package vtp.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import vtp.evaluation.frechet.FeatureMoments;
import vtp.evaluation.frechet.FeatureStatistics;
import vtp.evaluation.frechet.FrechetDistance;

/**
 * Prints what the Fréchet distance of many made-up features costs: seconds of CPU for the statistics of one set, for
 * the distance of two, and, on Linux, the memory that the process has had at most.
 *
 * <pre>
 * java -Xmx128m -cp bench/target/benchmarks.jar vtp.bench.FrechetCost 50000
 * </pre>
 */
final class FrechetCost {
    private static final int SIZE = 2048;
    private static final int PORTION = 16;

    private FrechetCost() {}

    /**
     * Runs the program.
     *
     * @param args how many pictures each set has
     */
    public static void main(String[] args) throws IOException {
        int count = Integer.parseInt(args[0]);
        FeatureStatistics one = statistics(count, 1);
        double first = cpuSeconds();
        FeatureStatistics two = statistics(count, 2);
        double second = cpuSeconds();
        double distance = FrechetDistance.between(one, two);
        double end = cpuSeconds();
        System.out.printf(
                "%d x %d: statistics %.1f s, with making features up; distance %.1f s: %.4f%n",
                count, SIZE, second - first, end - second, distance);
        Path status = Path.of("/proc/self/status");
        if (Files.exists(status)) {
            Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmHWM"))
                    .forEach(System.out::println);
        }
    }

    private static FeatureStatistics statistics(int count, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        FeatureMoments moments = new FeatureMoments(SIZE);
        for (int i = 0; i < count; i += PORTION) {
            moments.add(portion(random));
        }
        return moments.statistics();
    }

    private static float[] portion(SplittableRandom random) {
        float[] features = new float[PORTION * SIZE];
        for (int i = 0; i < features.length; i++) {
            features[i] = (random.nextInt() >>> 8) * 0x1p-24f;
        }
        return features;
    }

    private static double cpuSeconds() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
    }
}
