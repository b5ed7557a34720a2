package vtp.server.metrics;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.IntSupplier;

/** What Prometheus is told of a server: requests, batches, and what waits. Thread-safe. */
public final class ServerMetrics {
    /** The type of what {@link #text} returns. */
    public static final String TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private static final double[] SECONDS = {.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60};
    private static final double[] SIZES = {1, 2, 4, 8, 16, 32, 64, 128, 256};
    private static final double NANOS = 1e9;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter requests = Counter.builder()
            .name("vtp_requests_total")
            .help("Requests answered, by route and status.")
            .labelNames("route", "status")
            .register(registry);
    private final Histogram requestSeconds = Histogram.builder()
            .name("vtp_request_seconds")
            .help("Time from a request's headers to the end of its reply.")
            .labelNames("route")
            .classicOnly()
            .classicUpperBounds(SECONDS)
            .register(registry);
    private final Histogram batchSize = Histogram.builder()
            .name("vtp_batch_size")
            .help("Pictures, latents or prompts that the model computed together.")
            .labelNames("operation")
            .classicOnly()
            .classicUpperBounds(SIZES)
            .register(registry);
    private final Histogram batchSeconds = Histogram.builder()
            .name("vtp_batch_seconds")
            .help("Time that the model took for a batch.")
            .labelNames("operation")
            .classicOnly()
            .classicUpperBounds(SECONDS)
            .register(registry);

    /** Notes a request that was answered. */
    public void answered(String route, int status, long nanos) {
        requests.labelValues(route, String.valueOf(status)).inc();
        requestSeconds.labelValues(route).observe(nanos / NANOS);
    }

    /** Notes a batch that was computed. */
    public void computed(String operation, int size, long nanos) {
        batchSize.labelValues(operation).observe(size);
        batchSeconds.labelValues(operation).observe(nanos / NANOS);
    }

    /** Shows how many inputs wait whenever it is asked for. */
    public void showWaiting(IntSupplier waiting) {
        GaugeWithCallback.builder()
                .name("vtp_waiting")
                .help("Inputs that wait for the model.")
                .callback(gauge -> gauge.call(waiting.getAsInt()))
                .register(registry);
    }

    /** All of it, in Prometheus' text format. */
    public byte[] text() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(out, registry.scrape(), EscapingScheme.DEFAULT);
        return out.toByteArray();
    }
}
