package vtp.engine.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import vtp.engine.config.LoadOptions;
import vtp.engine.config.Part;
import vtp.engine.config.TextConfig;
import vtp.engine.config.VitConfig;
import vtp.engine.config.VtpConfig;
import vtp.kernels.Kernels;
import vtp.kernels.Mat;
import vtp.kernels.RopeTable;
import vtp.kernels.Workers;

/**
 * Runs a block of each kind that a model has, at a tiny size and without weights, on a thread of its own, while the
 * weights are being read or even before: what the JVM has compiled by then need not be compiled when the first call
 * waits for it.
 * Before it is compiled, vector code runs at a hundredth of its speed, so the rows are as short as a vector allows.
 *
 * @since 0.1.0
 */
public final class WarmUp {
    /** Often enough that a JVM whose thresholds are lowered, as the command line's are, compiles every loop. */
    private static final int ROUNDS = 8;

    /** So often, at most, that any other JVM does: C2 takes a method after 600 calls, at the earliest. */
    private static final int MANY_ROUNDS = 2000;

    /** A round of a block takes half of this if all is compiled, and twice as long if C2 has yet to compile a loop. */
    private static final long COMPILED_NANOS = 50_000;

    /** The first call of a smaller model takes less time than the many rounds. */
    private static final long SMALL_MODEL_BYTES = 16L << 20;

    /** Two register tiles and a row, which goes with those of the second. */
    private static final int ROWS = 17;

    private final Arena memory;
    private final ScratchPool pool;
    private final Kernels kernels;
    private final ParameterSource source;
    private final Parameters blank;
    private final int width;

    private WarmUp(Arena memory, ScratchPool pool, Workers alone, Kernels kernels) {
        this.memory = memory;
        this.pool = pool;
        this.kernels = kernels;
        source = new BlankParameters(memory, alone, kernels);
        blank = Parameters.of(source);
        width = kernels.panelColumns();
    }

    /** Makes what is to be run again and again. */
    @FunctionalInterface
    private interface Preparation {
        Runnable prepare(WarmUp warmUp) throws IOException;
    }

    /** Constructs a network of another kind. */
    @FunctionalInterface
    public interface TinyNetwork {
        /**
         * Constructs the network at a tiny size.
         *
         * @param source gives layers of zeros and vectors of ones
         * @param buffers lends memory to calls
         * @param kernels compute; rows of {@link Kernels#panelColumns} are as short as a vector allows
         * @return calls it
         */
        Runnable construct(ParameterSource source, ScratchPool buffers, Kernels kernels) throws IOException;
    }

    /** Starts with a network of another kind. @return what {@link #await} waits for */
    public static Thread start(Function<Workers, Kernels> makeKernels, TinyNetwork network) {
        return start(
                makeKernels, List.of(warmUp -> network.construct(warmUp.source, warmUp.pool, warmUp.kernels)), ROUNDS);
    }

    /** Waits until it has ended. */
    public static void await(Thread warmUp) {
        try {
            warmUp.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts with what all towers have in common, before a model is known. */
    public static void startCommon() {
        start(Kernels::create, List.of(WarmUp::common), ROUNDS);
    }

    /**
     * Starts with the blocks of the parts of a model that will be loaded. In a JVM without the flags of the command
     * line it goes on until C2 has compiled them.
     *
     * @param weightBytes of these parts
     * @return what waits for its end
     */
    static Thread start(
            LoadOptions options, VtpConfig config, long weightBytes, Function<Workers, Kernels> makeKernels) {
        List<Preparation> blocks = new ArrayList<>();
        if (options.has(Part.TRUNK)) {
            blocks.add(warmUp -> warmUp.block(config.trunk(), 1));
        }
        if (options.has(Part.DECODER)) {
            config.decoder().ifPresent(decoder -> blocks.add(warmUp -> warmUp.block(decoder, 0)));
        }
        if (options.has(Part.TEXT)) {
            config.clip().ifPresent(clip -> blocks.add(warmUp -> warmUp.textBlock(clip.text())));
        }
        boolean many = weightBytes > SMALL_MODEL_BYTES && Kernels.areCompiledLate();
        return start(makeKernels, blocks, many ? MANY_ROUNDS : ROUNDS);
    }

    private static Thread start(Function<Workers, Kernels> makeKernels, List<Preparation> preparations, int rounds) {
        return Thread.ofPlatform().daemon().name("vtp-warm-up").start(() -> run(makeKernels, preparations, rounds));
    }

    /** One at a time: the second finds compiled what the first has called, instead of waiting for the same. */
    private static synchronized void run(
            Function<Workers, Kernels> makeKernels, List<Preparation> preparations, int rounds) {
        try (Workers alone = new Workers(1);
                Kernels kernels = makeKernels.apply(alone);
                ScratchPool pool = new ScratchPool();
                Arena memory = Arena.ofShared()) {
            WarmUp warmUp = new WarmUp(memory, pool, alone, kernels);
            List<Runnable> blocks = new ArrayList<>();
            for (Preparation preparation : preparations) {
                blocks.add(preparation.prepare(warmUp));
            }
            repeat(blocks, rounds);
        } catch (IOException e) {
            throw new UncheckedIOException("no file is read here", e);
        } catch (OutOfMemoryError e) {
            // What is not compiled now is compiled later. Whoever loads a model is told if there is no memory for it.
        }
    }

    /** Runs the blocks so many times, or until they are as fast as they will be. */
    private static void repeat(List<Runnable> blocks, int rounds) {
        long compiledNanos = COMPILED_NANOS * blocks.size();
        long nanos = Long.MAX_VALUE;
        for (int i = 0; i < ROUNDS || (i < rounds && nanos > compiledNanos); i++) {
            long since = System.nanoTime();
            blocks.forEach(Runnable::run);
            nanos = System.nanoTime() - since;
        }
    }

    private Runnable common() throws IOException {
        Mat x = Mat.allocate(memory, ROWS, width);
        Mat wide = Mat.allocate(memory, ROWS, 3 * width);
        var triple = blank.linear(3 * width, width);
        var square = blank.linear(width, width);
        float[] ones = blank.values(width);
        int[] starts = {0, ROWS};
        return () -> {
            kernels.linear(x, triple, wide);
            kernels.attention(x, x, x, 1, starts, starts, false, wide.cols(0, width));
            kernels.linearAdd(wide.cols(0, width), square, ones, x);
        };
    }

    /** A block of a vision tower, narrowed to one head. */
    private Runnable block(VitConfig config, int classTokens) throws IOException {
        double ratio = config.ffn().gated() ? 1.5 : 1; // a hidden width of about the block's own
        VitConfig narrow =
                new VitConfig(width, 1, 1, ratio, config.ffn(), config.norm(), config.layerScale(), config.qkNorm());
        VitBlock block = new VitBlock(blank, narrow, false, kernels);
        RopeTable rope = RopeTable.of(memory, 1, ROWS - classTokens, new float[width / 4]);
        ImageBatch image = ImageBatch.of(1, classTokens, rope);
        return () -> {
            try (Scratch s = new Scratch(pool, ROWS, width, width)) {
                block.forward(s, image);
            }
        };
    }

    /** A block of the text tower, narrowed to one head. */
    private Runnable textBlock(TextConfig config) throws IOException {
        TextConfig narrow = new TextConfig(
                ROWS,
                1,
                width,
                1,
                1,
                1,
                config.layerScale(),
                config.causal(),
                config.pool(),
                config.projection(),
                config.quickGelu());
        TextBlock block = new TextBlock(blank, narrow, false, kernels);
        PromptBatch prompt = PromptBatch.whole(List.of(new int[ROWS]), narrow);
        return () -> {
            try (Scratch s = new Scratch(pool, ROWS, width, width)) {
                block.forward(s, prompt);
            }
        };
    }
}
