package vtp.engine.files;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import vtp.engine.config.LoadOptions;
import vtp.engine.config.ModelException;
import vtp.engine.config.ParameterSpec;
import vtp.engine.config.Part;
import vtp.engine.config.VtpConfig;
import vtp.engine.network.Network;
import vtp.engine.network.ParameterRecord;
import vtp.loader.Checkpoint;

/**
 * The tensors that a checkpoint of an architecture has, in the order of the computation: the record of what the
 * network's constructors ask for.
 *
 * @since 0.1.0
 */
public final class TensorLayout {
    private final Map<Part, ParameterRecord> parts = new EnumMap<>(Part.class);
    private final Map<String, ParameterSpec> tensors = new LinkedHashMap<>();

    private TensorLayout(VtpConfig config) {
        for (Part part : Part.values()) {
            ParameterRecord record = Network.parameters(config, part);
            parts.put(part, record);
            record.specs().forEach(tensor -> tensors.put(tensor.name(), tensor));
        }
    }

    /** The layout of an architecture. */
    public static TensorLayout of(VtpConfig config) {
        return new TensorLayout(config);
    }

    /** All tensors, in the order of the computation. */
    public List<ParameterSpec> tensors() {
        return List.copyOf(tensors.values());
    }

    /** Those of a part of the model; none if the model does not have it. */
    public List<ParameterSpec> tensors(Part part) {
        return record(part).specs();
    }

    /** The tensor of a name; empty if the architecture has none such. */
    public Optional<ParameterSpec> tensor(String name) {
        return Optional.ofNullable(tensors.get(name));
    }

    /** Learned numbers of a part of the model: all its elements but the periods. */
    public long parameters(Part part) {
        return record(part).parameters();
    }

    /** Learned numbers of the whole model. */
    public long parameters() {
        return Arrays.stream(Part.values()).mapToLong(this::parameters).sum();
    }

    /** The bytes of memory that the weights of the parts to load take, once they are loaded. */
    public long weightBytes(LoadOptions options) {
        return options.parts().stream()
                .mapToLong(part -> record(part).bytes(options.weights()))
                .sum();
    }

    private ParameterRecord record(Part part) {
        return Objects.requireNonNull(parts.get(part));
    }

    /**
     * Checks that a checkpoint has exactly these tensors, each F32, F16, BF16 or F64.
     *
     * @throws ModelException if not; it lists the missing, misshapen, mistyped and left-over ones, the first few of
     *     each by name
     */
    public void validate(Checkpoint checkpoint) throws ModelException {
        LayoutCheck.check(this, checkpoint);
    }
}
