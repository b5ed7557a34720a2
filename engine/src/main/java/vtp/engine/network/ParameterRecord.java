package vtp.engine.network;

import java.util.List;
import vtp.engine.config.ParameterSpec;
import vtp.engine.config.WeightType;

/**
 * What a network's constructors ask for.
 *
 * @param specs the tensors, each once, in the order of the first question
 * @param packedElements elements of layers, which are kept in the type of the load options
 * @param otherElements elements that are kept as float32, tables among them
 * @since 0.1.0
 */
public record ParameterRecord(List<ParameterSpec> specs, long packedElements, long otherElements) {

    /** Constructs a network on shapes without weights, and records what it asks for. */
    public static ParameterRecord of(NetworkConstructor network) {
        return RecordedParameters.of(network);
    }

    /** Learned numbers: all elements but the periods of rotary embeddings. */
    public long parameters() {
        return specs.stream()
                .filter(tensor -> !tensor.periods())
                .mapToLong(ParameterSpec::elementCount)
                .sum();
    }

    /** Bytes of memory that the weights take once they are loaded; the filling of panels, under 1 %, is left out. */
    public long bytes(WeightType weights) {
        return packedElements * Resources.storage(weights).bytes() + otherElements * Float.BYTES;
    }
}
