package vtp.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Level;
import java.util.logging.Logger;
import vtp.engine.VtpModel;
import vtp.engine.config.LoadOptions;
import vtp.engine.files.Released;
import vtp.engine.image.PictureWriter;
import vtp.engine.image.Pixels;
import vtp.engine.image.Rgb;
import vtp.server.VtpServer;
import vtp.server.config.Limits;
import vtp.server.config.ServerOptions;

/**
 * A server under load: many clients on this machine post pictures to be encoded, as fast as they are answered; in turns
 * with the model alone at the same batch. Each turn prints what either manages.
 *
 * <p>The clients run in this process and take their share of the cores, so the server is a little faster than it looks.
 * It should manage 0.95 of the model alone, and 99 of 100 answers should come within three times the time of a batch.
 */
public final class ServerLoad {
    private static final double NANOS = 1e9;
    private static final Logger LOG = Logger.getLogger("vtp.server");

    private final URI encode;
    private final byte[] png;
    private final List<Double> seconds = Collections.synchronizedList(new ArrayList<>());
    private final SortedMap<Integer, LongAdder> statuses = new ConcurrentSkipListMap<>();

    private ServerLoad(URI server, byte[] png) {
        this.encode = server.resolve("/v1/encode");
        this.png = png;
    }

    /** Arguments: model, clients, batch, seconds of a turn, turns. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int clients = Integer.parseInt(args[1]);
        int batch = Integer.parseInt(args[2]);
        double turn = Double.parseDouble(args[3]);
        Limits usual = Limits.usual();
        Limits limits = usual.withPictures(usual.pictures(), usual.waiting(), batch);
        ServerOptions options = ServerOptions.defaults().withPort(0).withLimits(limits);
        LOG.setLevel(Level.WARNING); // no line a request
        try (VtpModel vtp = VtpModel.load(Models.files(Released.valueOf(args[0])), LoadOptions.defaults());
                VtpServer server = VtpServer.start(vtp, options)) {
            Rgb picture = noise(vtp.config().imageSize());
            Pixels pixels = Pixels.normalise(Collections.nCopies(batch, picture));
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            PictureWriter.writePng(picture, png);
            alone(vtp, pixels, turn); // the JVM warms up
            new ServerLoad(server.uri(), png.toByteArray()).run(clients, turn);
            for (int i = 0; i < Integer.parseInt(args[4]); i++) {
                double batchSeconds = alone(vtp, pixels, turn);
                ServerLoad load = new ServerLoad(server.uri(), png.toByteArray());
                double begin = System.nanoTime();
                load.run(clients, turn);
                load.print(batch / batchSeconds, batchSeconds, (System.nanoTime() - begin) / NANOS);
            }
        }
    }

    /** A picture that compresses badly, as photographs do. */
    private static Rgb noise(int side) {
        byte[] data = new byte[side * side * 3];
        Random random = new Random(1);
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i / 3 % side + random.nextInt(16));
        }
        return new Rgb(side, side, data);
    }

    /** The median time of a batch, in seconds. */
    private static double alone(VtpModel vtp, Pixels pixels, double turn) {
        List<Double> times = new ArrayList<>();
        long begin = System.nanoTime();
        for (long now = begin; now - begin < turn * NANOS; ) {
            vtp.encode(pixels);
            long end = System.nanoTime();
            times.add((end - now) / NANOS);
            now = end;
        }
        Collections.sort(times);
        return times.get(times.size() / 2);
    }

    private void run(int clients, double turn) throws InterruptedException {
        long end = System.nanoTime() + (long) (turn * NANOS);
        try (HttpClient http = HttpClient.newHttpClient();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < clients; i++) {
                threads.execute(() -> {
                    while (System.nanoTime() < end) {
                        call(http);
                    }
                });
            }
        }
    }

    private void call(HttpClient http) {
        HttpRequest request = HttpRequest.newBuilder(encode)
                .header("Content-Type", "image/png")
                .header("Accept", "application/x-npy")
                .POST(BodyPublishers.ofByteArray(png))
                .build();
        long begin = System.nanoTime();
        int status;
        try {
            HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
            status = response.statusCode();
        } catch (IOException | InterruptedException e) {
            status = -1; // a broken connection
        }
        statuses.computeIfAbsent(status, key -> new LongAdder()).increment();
        if (status == 200) {
            seconds.add((System.nanoTime() - begin) / NANOS);
        }
    }

    private void print(double alone, double batchSeconds, double turn) throws IOException {
        double[] sorted =
                seconds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double served = sorted.length / turn;
        System.gc();
        long heap = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        System.out.printf(
                Locale.ROOT,
                "alone %.2f pictures/s, served %.2f: %.3f of it; batch %.2f s, p50 %.2f s, p99 %.2f s: %.2f batches;"
                        + " statuses %s; heap %d MB, process %s%n",
                alone,
                served,
                served / alone,
                batchSeconds,
                sorted[sorted.length / 2],
                sorted[sorted.length * 99 / 100],
                sorted[sorted.length * 99 / 100] / batchSeconds,
                statuses,
                heap >> 20,
                resident());
    }

    /** What the process has in memory, as Linux says it. */
    private static String resident() throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status)
                ? Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .map(line -> line.replaceAll("VmRSS:\\s*", ""))
                        .findFirst()
                        .orElse("unknown")
                : "unknown";
    }
}
