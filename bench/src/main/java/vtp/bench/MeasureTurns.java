package vtp.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import vtp.engine.image.Rgb;
import vtp.evaluation.network.Inception;
import vtp.evaluation.network.InceptionInput;
import vtp.evaluation.network.Lpips;

/**
 * Times a network for each line that it reads, "inception" or "lpips", and answers with milliseconds a picture (or
 * pair), of the clock and of all CPUs: the other side of {@code peers/measures.py}.
 */
final class MeasureTurns {
    private static final int SIDE = 256;

    private MeasureTurns() {}

    /**
     * Runs the program.
     *
     * @param args threads, pictures of a call, seconds of a turn
     */
    public static void main(String[] args) throws IOException {
        int threads = Integer.parseInt(args[0]);
        int batch = Integer.parseInt(args[1]);
        double seconds = Double.parseDouble(args[2]);
        List<Rgb> pictures = MadeUpNetworks.pictures(batch, SIDE);
        List<float[]> unit = MadeUpNetworks.unit(pictures);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Inception inception = MadeUpNetworks.inception(threads);
                Lpips lpips = MadeUpNetworks.lpips(threads)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                Runnable task = line.equals("lpips")
                        ? () -> lpips.distances(SIDE, SIDE, unit, unit)
                        : () -> inception.features(pictures, InceptionInput.PYTORCH);
                System.out.println(turn(task, batch, seconds));
                System.out.flush();
            }
        }
    }

    private static String turn(Runnable task, int batch, double seconds) {
        long begin = System.nanoTime();
        long cpu = cpuNanos();
        int calls = 0;
        while (System.nanoTime() - begin < seconds * 1e9) {
            task.run();
            calls++;
        }
        double pictures = 1e6 * calls * batch;
        return String.format(
                Locale.ROOT, "%.3f %.3f", (System.nanoTime() - begin) / pictures, (cpuNanos() - cpu) / pictures);
    }

    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }
}
