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
 * Times what each line that it reads names, the networks "inception" or "lpips", or the training of a "probe", and
 * answers with milliseconds a picture (or pair), of the clock and of all CPUs: the other side of
 * {@code peers/measures.py}.
 */
final class MeasureTurns {
    private static final int SIDE = 256;
    /** Of training, in a turn. */
    private static final int STEPS = 20;

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
                System.out.println(
                        switch (line) {
                            case "probe" -> training(threads);
                            case "lpips" -> turn(() -> lpips.distances(SIDE, SIDE, unit, unit), batch, seconds);
                            default -> turn(() -> inception.features(pictures, InceptionInput.PYTORCH), batch, seconds);
                        });
                System.out.flush();
            }
        }
    }

    private static String training(int threads) {
        String[] answer = {""};
        ProbeSteps.run(threads, STEPS, new ProbeSteps.Clock() {
            private long began;
            private long cpu;

            @Override
            public void begin() {
                began = System.nanoTime();
                cpu = cpuNanos();
            }

            @Override
            public void end() {
                answer[0] = answer(began, cpu, STEPS * ProbeSteps.BATCH);
            }
        });
        return answer[0];
    }

    private static String turn(Runnable task, int batch, double seconds) {
        long begin = System.nanoTime();
        long cpu = cpuNanos();
        int calls = 0;
        while (System.nanoTime() - begin < seconds * 1e9) {
            task.run();
            calls++;
        }
        return answer(begin, cpu, calls * batch);
    }

    private static String answer(long begin, long cpu, int pictures) {
        double each = 1e6 * pictures;
        return String.format(Locale.ROOT, "%.3f %.3f", (System.nanoTime() - begin) / each, (cpuNanos() - cpu) / each);
    }

    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }
}
