package vtp.engine.files;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import vtp.engine.config.ParameterSpec;
import vtp.kernels.Bf16;
import vtp.loader.Dtype;
import vtp.loader.StoredTensor;
import vtp.loader.TensorSpec;

/**
 * The values of one tensor of a synthetic checkpoint, made from its name and shape alone, the same in any language:
 *
 * <pre>
 * value(i) = base + scale · r(i)          both operations rounded once, in float32
 * r(i)     = (u(i) − 2²³) / 2²³           exact in float32, in [−1, 1)
 * u(i)     = mix(seed + (i + 1) · 0x9E3779B97F4A7C15) ⋙ 40
 * seed     = FNV-1a of the name's UTF-8 bytes, 64 bits
 * mix      = the finaliser of SplitMix64
 * </pre>
 *
 * i is the row-major index of an element. The standard deviation is scale / √3: that of a fresh network, so that
 * activations neither vanish nor explode. The periods of a rotary embedding are not drawn, but are those of the
 * reference.
 */
final class SyntheticTensor implements StoredTensor {
    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort BF16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final Pattern NORM_WEIGHT = Pattern.compile("(.*\\.)?(ln_[^.]*|[^.]*norm[^.]*)\\.weight");
    private static final Pattern HEAD_WEIGHT = Pattern.compile("lin[0-4]\\.model\\.1\\.weight");
    /** Elements that one thread makes at a time. */
    private static final int RUN = 1 << 18;

    private final ParameterSpec slot;
    private final long seed;
    private final float base;
    private final float scale;

    SyntheticTensor(ParameterSpec slot) {
        this.slot = slot;
        this.seed = fnv1a(slot.name());
        this.base = (float) base(slot.name());
        this.scale = (float) scale(slot);
    }

    /** How the tensor is stored, as in the released checkpoints. */
    @Override
    public Dtype dtype() {
        return slot.periods() ? Dtype.BF16 : Dtype.F32;
    }

    TensorSpec spec() {
        return new TensorSpec(slot.name(), dtype(), slot.shape());
    }

    @Override
    public String file() {
        return "synthetic weights";
    }

    @Override
    public String name() {
        return slot.name();
    }

    @Override
    public List<Long> shape() {
        return slot.shape();
    }

    @Override
    public long elementCount() {
        return slot.elementCount();
    }

    @Override
    public void copy(long first, MemorySegment into) {
        Objects.checkFromIndexSize(first, into.byteSize() / dtype().bytes(), elementCount());
        fill(first, into);
    }

    /** Writes the elements from one on, as many as there is room for, little-endian; on all cores. */
    void fill(long from, MemorySegment into) {
        if (slot.periods()) {
            periods(from, into);
            return;
        }
        long count = into.byteSize() / Float.BYTES;
        IntStream.range(0, Math.toIntExact(Math.ceilDiv(count, RUN))).parallel().forEach(run -> {
            long begin = (long) run * RUN;
            draw(from + begin, into.asSlice(begin * Float.BYTES, Math.min(RUN, count - begin) * Float.BYTES));
        });
    }

    private void draw(long from, MemorySegment into) {
        int count = (int) (into.byteSize() / Float.BYTES);
        for (int i = 0; i < count; i++) {
            int u = (int) (mix(seed + (from + i + 1) * GOLDEN_GAMMA) >>> 40);
            into.set(F32, (long) i * Float.BYTES, base + scale * ((u - (1 << 23)) * 0x1p-23f));
        }
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    private static long fnv1a(String name) {
        long hash = 0xCBF29CE484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xFF)) * 0x100000001B3L;
        }
        return hash;
    }

    /** ⟦100^⟦⟦2j⟧ / (D/2)⟧⟧, where ⟦·⟧ rounds to bfloat16. */
    private void periods(long from, MemorySegment into) {
        long quarter = slot.elementCount();
        for (long j = 0; j < into.byteSize() / Short.BYTES; j++) {
            float exponent = Bf16.round(Bf16.round(2f * (from + j)) / (2 * quarter));
            into.set(BF16, j * Short.BYTES, Bf16.toBits((float) StrictMath.pow(100, exponent)));
        }
    }

    private static double base(String name) {
        if (name.endsWith(".bn.weight")) {
            return 1.4;
        }
        if (isHead(name)) {
            return 0.1;
        }
        return switch (name) {
            case "logit_scale" -> StrictMath.log(100);
            case "logit_bias" -> -10;
            default -> isNormWeight(name) || name.endsWith(".running_var") ? 1 : name.endsWith(".gamma") ? 0.5 : 0;
        };
    }

    private static double scale(ParameterSpec slot) {
        String name = slot.name();
        if (name.equals("logit_scale") || name.equals("logit_bias")) {
            return 0;
        }
        if (name.endsWith(".running_var")) {
            return 0.2;
        }
        if (isNormWeight(name) || isBatchNorm(name) || isHead(name) || name.endsWith(".gamma")) {
            return 0.1;
        }
        if (name.endsWith(".bias") || name.endsWith(".in_proj_bias")) {
            return 0.02;
        }
        if (name.endsWith("_token") || name.endsWith("_embedding") || name.equals("token_embedding.weight")) {
            return 0.02 * Math.sqrt(3);
        }
        // The projection is the only parameter that is (in, out).
        long fanIn = name.equals("text_projection")
                ? slot.shape().get(0)
                : slot.shape().stream().skip(1).reduce(1L, Math::multiplyExact);
        return Math.sqrt((name.startsWith("features.") ? 6.0 : 3.0) / fanIn);
    }

    private static boolean isBatchNorm(String name) {
        return name.endsWith(".bn.weight") || name.endsWith(".bn.bias") || name.endsWith(".running_mean");
    }

    /** The weights of LPIPS' layers, {@code lin0.model.1.weight} …, which are never negative. */
    private static boolean isHead(String name) {
        return HEAD_WEIGHT.matcher(name).matches();
    }

    /**
     * {@code norm.weight}, {@code norm1.weight}, {@code q_norm.weight}, {@code ln_1.weight}, {@code ln_final.weight} …
     */
    private static boolean isNormWeight(String name) {
        return NORM_WEIGHT.matcher(name).matches();
    }
}
