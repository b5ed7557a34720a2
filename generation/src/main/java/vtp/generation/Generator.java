package vtp.generation;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import vtp.engine.config.LoadOptions;
import vtp.engine.network.CheckpointParameters;
import vtp.engine.network.Resources;
import vtp.engine.network.WarmUp;
import vtp.engine.tensor.FiniteCheck;
import vtp.engine.tensor.Latents;
import vtp.generation.config.DitConfig;
import vtp.generation.network.LightningDit;
import vtp.kernels.Kernels;
import vtp.kernels.Workers;
import vtp.loader.StoredTensor;
import vtp.loader.torch.WeightsFile;

/**
 * A LightningDiT, loaded: computes the velocity of a state between noise and latents.
 *
 * <p>Any number of threads may call it. What a call returns does not depend on the number of threads, nor, for one
 * picture, on the others of its batch. After {@link #close}, which waits for the calls in progress, every call throws
 * an {@link IllegalStateException}.
 *
 * @since 0.1.0
 */
public final class Generator implements VelocityField, AutoCloseable {
    private final String name;
    private final DitConfig config;
    private final Resources resources;
    private final LightningDit network;
    private final ReadWriteLock calls = new ReentrantReadWriteLock();
    private boolean closed;

    private Generator(String name, DitConfig config, Resources resources, LightningDit network) {
        this.name = name;
        this.config = config;
        this.resources = resources;
        this.network = network;
    }

    /**
     * Reads and packs the weights.
     *
     * @throws vtp.engine.config.ModelException if one is not finite, or there is not memory enough
     * @throws IOException if the file cannot be read
     */
    public static Generator load(GeneratorSource source, LoadOptions options) throws IOException {
        try (WeightsFile file = source.open()) {
            return load(source.name(), source.config().network(), file.tensors(), options);
        }
    }

    /**
     * Reads and packs the weights, wherever they are.
     *
     * @param tensors by their names: those of {@link GeneratorSource#parameters}
     */
    public static Generator load(
            String name, DitConfig config, Map<String, ? extends StoredTensor> tensors, LoadOptions options)
            throws IOException {
        return load(name, config, tensors, options, Kernels::create);
    }

    static Generator load(
            String name,
            DitConfig config,
            Map<String, ? extends StoredTensor> tensors,
            LoadOptions options,
            Function<Workers, Kernels> makeKernels)
            throws IOException {
        long bytes = GeneratorSource.layout(config).bytes(options.weights());
        Resources resources = new Resources(name, options.threads(), bytes, makeKernels);
        try {
            Thread warmUp = WarmUp.start(
                    makeKernels, (blank, buffers, kernels) -> LightningDit.tiny(config, blank, buffers, kernels));
            CheckpointParameters source = new CheckpointParameters(name, tensors, resources, options.weights());
            LightningDit network = new LightningDit(config, source, resources.buffers(), resources.kernels());
            WarmUp.await(warmUp);
            return new Generator(name, config, resources, network);
        } catch (Throwable e) {
            resources.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public DitConfig config() {
        return config;
    }

    @Override
    public Latents velocity(Latents x, float time, int[] labels) {
        float[] times = new float[labels.length];
        Arrays.fill(times, time);
        return velocity(x, times, labels);
    }

    /**
     * Velocities of states at times of their own.
     *
     * @param times (B)
     * @throws IllegalArgumentException as the other, and if times and labels are not as many
     * @throws ArithmeticException if a velocity is not finite
     */
    public Latents velocity(Latents x, float[] times, int[] labels) {
        check(this, x, labels);
        if (times.length != labels.length) {
            throw new IllegalArgumentException(times.length + " times for " + labels.length + " labels");
        }
        for (float time : times) {
            if (!Float.isFinite(time)) {
                throw new IllegalArgumentException("time is " + time + ", must be finite");
            }
        }
        calls.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("generator " + name + " is closed");
            }
            Latents v = network.forward(x, times, labels);
            FiniteCheck.requireResult("velocities", v.data(), v.batch(), v.channels(), v.height(), v.width());
            return v;
        } finally {
            calls.readLock().unlock();
        }
    }

    /** Refuses what {@link #velocity} does, but for the time. */
    static void check(VelocityField field, Latents x, int[] labels) {
        DitConfig config = field.config();
        if (x.channels() != config.channels() || x.height() != config.side() || x.width() != config.side()) {
            throw new IllegalArgumentException("latents are (" + x.channels() + ", " + x.height() + ", " + x.width()
                    + "), generator " + field.name() + " draws (" + config.channels() + ", " + config.side() + ", "
                    + config.side() + ")");
        }
        if (labels.length != x.batch()) {
            throw new IllegalArgumentException(labels.length + " labels for a batch of " + x.batch());
        }
        for (int label : labels) {
            if (label < 0 || label > config.noLabel()) {
                throw new IllegalArgumentException("label " + label + " is none of the " + config.classes()
                        + " classes, which are numbered from 0");
            }
        }
        FiniteCheck.requireInput("latents", x.data(), x.batch(), x.channels(), x.height(), x.width());
    }

    /** Values as latents of a generator's shape. */
    static Latents batch(DitConfig config, float[] values) {
        int each = config.channels() * config.side() * config.side();
        return new Latents(values, values.length / each, config.channels(), config.side(), config.side());
    }

    /** Waits for calls in progress, and frees everything. */
    @Override
    public void close() {
        calls.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                resources.close();
            }
        } finally {
            calls.writeLock().unlock();
        }
    }
}
