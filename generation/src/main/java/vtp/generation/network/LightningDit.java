package vtp.generation.network;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.ArrayList;
import java.util.List;
import vtp.engine.network.ParameterSource;
import vtp.engine.network.Parameters;
import vtp.engine.network.Scratch;
import vtp.engine.network.ScratchPool;
import vtp.engine.tensor.Latents;
import vtp.generation.config.DitConfig;
import vtp.kernels.Kernels;
import vtp.kernels.Mat;
import vtp.kernels.PackedLinear;

/**
 * The network: latents (B, C, h, w) on their way, times and labels (B) → velocities (B, C, h, w).
 *
 * @since 0.1.0
 */
public final class LightningDit {
    /** So many tokens go through the blocks together, at most, or those of one picture. */
    private static final int ROWS_AT_ONCE = 1024;

    /** The side of a grid whose tokens do not fill whole register tiles, so that the rest's code is compiled too. */
    private static final int TINY_GRID = 5;

    private final DitConfig config;
    private final ScratchPool pool;
    private final Kernels kernels;
    private final PackedLinear embed;
    private final float[] positions;
    private final ConditionEmbedder conditions;
    private final List<DitBlock> blocks = new ArrayList<>();
    private final FinalLayer last;

    /** Asks {@code source} for the tensors. */
    public LightningDit(DitConfig config, ParameterSource source, ScratchPool pool, Kernels kernels)
            throws IOException {
        this.config = config;
        this.pool = pool;
        this.kernels = kernels;
        Parameters p = Parameters.of(source);
        embed = p.at("x_embedder.proj").convolution(config.width(), config.channels(), config.patch());
        positions = p.at("pos_embed").values(1, config.tokens(), config.width());
        conditions = new ConditionEmbedder(p, config, kernels);
        PairRope rope = PairRope.of(p.at("feat_rope"), config, kernels);
        for (int i = 0; i < config.depth(); i++) {
            blocks.add(new DitBlock(p.at("blocks." + i), config, rope, kernels));
        }
        last = new FinalLayer(p.at("final_layer"), config, kernels);
    }

    /** A call of a network with the same kinds of layers, one block deep and a vector wide: for a warm-up. */
    public static Runnable tiny(DitConfig config, ParameterSource source, ScratchPool pool, Kernels kernels)
            throws IOException {
        DitConfig narrow = new DitConfig(
                1,
                kernels.panelColumns(),
                1,
                config.patch(),
                TINY_GRID * config.patch(),
                1,
                1,
                config.qkNorm(),
                config.rmsNorm(),
                config.swiGlu(),
                config.rope(),
                config.woShift(),
                config.learnSigma());
        LightningDit network = new LightningDit(narrow, source, pool, kernels);
        Latents x = Latents.zeros(1, 1, narrow.side(), narrow.side());
        return () -> network.forward(x, new float[1], new int[1]);
    }

    /** (B, C, h, w) → (B, C, h, w); labels from 0 to the number of classes, which is "none". */
    public Latents forward(Latents x, float[] times, int[] labels) {
        return forward(x, times, labels, TokenListener.NONE);
    }

    /** The same, showing what each stage makes of the tokens. */
    Latents forward(Latents x, float[] times, int[] labels, TokenListener listener) {
        List<Condition> different = new ArrayList<>();
        int[] conditionOf = new int[x.batch()];
        for (int b = 0; b < x.batch(); b++) {
            Condition condition = new Condition(times[b], labels[b]);
            if (!different.contains(condition)) {
                different.add(condition);
            }
            conditionOf[b] = different.indexOf(condition);
        }
        Modulations m = modulations(different);
        Latents out = Latents.zeros(x.batch(), config.channels(), config.side(), config.side());
        int most = Math.max(1, ROWS_AT_ONCE / config.tokens());
        for (int first = 0; first < x.batch(); first += most) {
            int count = Math.min(most, x.batch() - first);
            TokenRows rows = TokenRows.of(config.tokens(), conditionOf, first, count);
            int widest = Math.max(FinalLayer.columns(config), embed.inFeatures());
            try (Scratch s = new Scratch(pool, count * config.tokens(), config.width(), widest)) {
                forward(x, first, rows, s, m, out, listener);
            }
        }
        return out;
    }

    /** Pictures from {@code first} on to the same of {@code out}. */
    private void forward(
            Latents x, int first, TokenRows rows, Scratch s, Modulations m, Latents out, TokenListener listener) {
        int count = rows.starts().length - 1;
        for (int b = 0; b < count; b++) { //                       1. (M, D)
            embed(x, first + b, rows.picture(s.wide(embed.inFeatures()), b), rows.picture(s.tokens(), b));
        }
        listener.after("embedded", s.tokens());
        for (int i = 0; i < blocks.size(); i++) { //               2. (M, D)
            blocks.get(i).forward(s, rows, m.blocks().get(i));
            listener.after("block" + i, s.tokens());
        }
        Mat patches = last.forward(s, rows, m.last()); //          3. (M, P² · O)
        listener.after("final", patches);
        for (int b = 0; b < count; b++) { //                       4. (C, h, w)
            last.scatter(rows.picture(patches, b), out, first + b);
        }
    }

    /** tokens (T, D) = patches (T, C · P²) through a layer, + positions. */
    private void embed(Latents x, int picture, Mat patches, Mat tokens) {
        int floats = config.channels() * config.side() * config.side();
        ScratchPool.Block block = pool.take((long) floats * Float.BYTES);
        try {
            Mat planes = new Mat(block.memory(), config.channels() * config.side(), config.side(), config.side());
            MemorySegment.copy(
                    MemorySegment.ofArray(x.data()),
                    (long) picture * floats * Float.BYTES,
                    block.memory(),
                    0,
                    (long) floats * Float.BYTES);
            kernels.gatherPatches(planes, config.channels(), config.patch(), patches);
        } finally {
            pool.give(block);
        }
        float[] row = new float[config.width()];
        for (int t = 0; t < config.tokens(); t++) {
            System.arraycopy(positions, t * row.length, row, 0, row.length);
            tokens.copyRowFrom(t, row, 0);
        }
        kernels.linearAdd(patches, embed, null, tokens);
    }

    /** How the conditions of a call modulate all blocks: made once, however many pictures share one. */
    @SuppressWarnings("ArrayRecordComponent") // read, never compared
    private record Modulations(List<DitBlock.Modulations> blocks, Modulation[] last) {}

    private Modulations modulations(List<Condition> different) {
        int count = different.size();
        int width = config.width();
        long floats = count
                * (2 * Mat.paddedStrideFloats(width)
                        + Mat.paddedStrideFloats(ConditionEmbedder.WAVES)
                        + Mat.paddedStrideFloats(config.modulations() * width));
        ScratchPool.Block block = pool.take((floats + 64) * Float.BYTES);
        try {
            SegmentAllocator memory = SegmentAllocator.slicingAllocator(block.memory());
            Mat hidden = Mat.allocate(memory, count, width);
            Mat c = Mat.allocate(memory, count, width);
            conditions.forward(different, Mat.allocate(memory, count, ConditionEmbedder.WAVES), hidden, c);
            Mat wide = Mat.allocate(memory, count, config.modulations() * width);
            List<DitBlock.Modulations> ofBlocks =
                    blocks.stream().map(b -> b.modulations(c, wide)).toList();
            return new Modulations(ofBlocks, last.modulations(c, wide));
        } finally {
            pool.give(block);
        }
    }
}
