package vtp.engine.network;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Function;
import vtp.engine.config.LoadOptions;
import vtp.engine.config.Part;
import vtp.engine.config.TextConfig;
import vtp.engine.config.VitConfig;
import vtp.engine.config.VtpConfig;
import vtp.kernels.Activation;
import vtp.kernels.Kernels;
import vtp.kernels.Mat;
import vtp.kernels.PackedLinear;
import vtp.kernels.RopeTable;
import vtp.kernels.SimdKernels;
import vtp.kernels.Workers;

/**
 * Runs the operations of a tower on a few short rows, on a thread of its own, while the weights are being read or even
 * before: what the JVM has compiled by then need not be compiled when the first call waits for it. Before it is compiled,
 * vector code runs at a hundredth of its speed, so the rows are as short as a vector allows.
 */
public final class WarmUp {
    /** So often that a JVM whose thresholds are lowered, as the command line's are, compiles every loop. */
    private static final int ROUNDS = 8;

    /** Two register tiles and a row, which goes with those of the second. */
    private static final int ROWS = 17;

    private final Kernels kernels;
    private final Mat x;
    private final Mat y;
    private final Mat wide;
    private final PackedLinear square;
    private final PackedLinear triple;
    private final float[] ones;
    private final RopeTable rope;
    private final int[] starts = {0, ROWS};

    private WarmUp(Arena memory, Workers alone, Kernels kernels) {
        this.kernels = kernels;
        int width = kernels.panelColumns();
        x = Mat.allocate(memory, ROWS, width);
        y = Mat.allocate(memory, ROWS, width);
        wide = Mat.allocate(memory, ROWS, 3 * width);
        square = layer(memory, alone, width, width);
        triple = layer(memory, alone, 3 * width, width);
        ones = new float[width];
        Arrays.fill(ones, 1);
        rope = RopeTable.of(memory, 1, ROWS - 1, new float[width / 4]);
    }

    private PackedLinear layer(Arena memory, Workers alone, int outputs, int inputs) {
        return PackedLinear.pack(
                memory,
                alone,
                kernels.panelColumns(),
                PackedLinear.Storage.F32,
                outputs,
                inputs,
                (from, count, target) -> {},
                new float[outputs]);
    }

    /** Starts with what all towers have in common, before a model is known. */
    public static void startCommon() {
        start(SimdKernels::new, WarmUp::common);
    }

    /** Starts with what a model's towers need. @return what waits for its end */
    static Thread start(LoadOptions options, VtpConfig config, Function<Workers, Kernels> makeKernels) {
        boolean vision = options.has(Part.TRUNK) || options.has(Part.DECODER);
        boolean text = options.has(Part.TEXT) && config.clip().isPresent();
        return start(makeKernels, warmUp -> {
            if (vision) {
                warmUp.block(config.trunk());
            }
            if (text) {
                warmUp.textBlock();
            }
        });
    }

    private static Thread start(Function<Workers, Kernels> makeKernels, Consumer<WarmUp> round) {
        return Thread.ofPlatform().daemon().name("vtp-warm-up").start(() -> run(makeKernels, round));
    }

    /** One at a time: the second finds compiled what the first has called, instead of waiting for the same. */
    private static synchronized void run(Function<Workers, Kernels> makeKernels, Consumer<WarmUp> round) {
        try (Workers alone = new Workers(1);
                Kernels kernels = makeKernels.apply(alone);
                Arena memory = Arena.ofShared()) {
            WarmUp warmUp = new WarmUp(memory, alone, kernels);
            for (int i = 0; i < ROUNDS; i++) {
                round.accept(warmUp);
            }
        }
    }

    private void common() {
        kernels.linear(x, triple, wide);
        kernels.attention(x, x, x, 1, starts, starts, false, y);
        kernels.linearAdd(y, square, ones, x);
    }

    private void block(VitConfig config) {
        int width = x.cols();
        Mat q = wide.cols(0, width);
        Mat k = wide.cols(width, width);
        Mat v = wide.cols(2 * width, width);
        if (config.norm().centred()) {
            kernels.layerNorm(x, ones, ones, config.norm().eps(), y);
        } else {
            kernels.rmsNorm(x, ones, config.norm().eps(), y);
        }
        kernels.linear(y, triple, wide);
        kernels.rope(wide.cols(0, 2 * width), 2, rope, 1);
        kernels.attention(q, k, v, 1, starts, starts, false, q);
        kernels.linearAdd(q, square, config.layerScale() ? ones : null, x);
        if (config.ffn().gated()) {
            kernels.feedForwardGated(y, square, square, square, null, x);
        } else {
            kernels.feedForward(y, square, Activation.GELU, square, null, x);
        }
    }

    private void textBlock() {
        kernels.layerNorm(x, ones, ones, TextConfig.EPS, y);
        kernels.linear(y, square, x);
        kernels.attention(x, x, x, 1, starts, starts, true, y);
        kernels.feedForward(y, square, Activation.GELU, square, null, x);
    }
}
