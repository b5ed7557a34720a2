package vtp.engine.network;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vtp.engine.config.ParameterSpec;
import vtp.kernels.PackedLinear;

/**
 * A place in the tree of a network's parameters, from which a constructor asks for its tensors, name and shape in one
 * call: {@code p.at("attn.qkv").linear(3 * width, width)}. What the constructors ask for is the only description of
 * the architecture. What they get depends on the {@link ParameterSource}: a checkpoint's values, made-up ones, or none,
 * if the question alone is recorded.
 *
 * <p>Every method throws what its source throws.
 *
 * @since 0.1.0
 */
public final class Parameters {
    private final ParameterSource source;
    private final String prefix;

    private Parameters(ParameterSource source, String prefix) {
        this.source = source;
        this.prefix = prefix;
    }

    /** The root of the names. */
    public static Parameters of(ParameterSource source) {
        return new Parameters(source, "");
    }

    /** The place {@code name} below this one; {@code name} may have several steps, {@code "blocks.3.attn"}. */
    public Parameters at(String name) {
        return new Parameters(source, join(name));
    }

    /** The layer (out, in) of {@code weight} and {@code bias} below this place. */
    public PackedLinear linear(int out, int in) throws IOException {
        return linear("weight", "bias", out, in);
    }

    /** The layer (out, in) of a {@code weight} below this place, without bias. */
    public PackedLinear linearWithoutBias(int out, int in) throws IOException {
        return linear("weight", null, out, in);
    }

    /** The layer (out, in) of a weight and a bias of other names below this place. */
    public PackedLinear linear(String weight, @Nullable String bias, int out, int in) throws IOException {
        return linearRows(weight, bias, out, in, 0, out);
    }

    /** Of the layer (out, in) the outputs {@code from} to {@code from + count} alone. */
    public PackedLinear linearRows(String weight, @Nullable String bias, int out, int in, int from, int count)
            throws IOException {
        return source.linear(at(weight).spec(out, in), bias == null ? null : at(bias).spec(out), from, count);
    }

    /**
     * The convolution (out, in, side, side) of {@code weight} and {@code bias} below this place, as a layer of
     * in · side² inputs: its stride must be its side.
     */
    public PackedLinear convolution(int out, int in, int side) throws IOException {
        return source.linear(at("weight").spec(out, in, side, side), at("bias").spec(out), 0, out);
    }

    /** The layer x · P of the parameter P (in, out) at this place. */
    public PackedLinear transposed(int in, int out) throws IOException {
        return source.transposed(spec(in, out));
    }

    /** All elements of the tensor at this place, row-major. */
    public float[] values(int... shape) throws IOException {
        return source.values(spec(shape));
    }

    /** The table (rows, columns) at this place, of which a call reads few rows. */
    public TokenTable table(int rows, int columns) throws IOException {
        return source.table(spec(rows, columns));
    }

    /** Names the tensor at this place, which checkpoints have and inference does not read. */
    public void unused(int... shape) {
        source.unused(spec(shape));
    }

    private ParameterSpec spec(int... shape) {
        List<Long> dimensions = Arrays.stream(shape).mapToObj(Long::valueOf).toList();
        return new ParameterSpec(prefix, dimensions);
    }

    private String join(String name) {
        return prefix.isEmpty() ? name : prefix + "." + name;
    }
}
