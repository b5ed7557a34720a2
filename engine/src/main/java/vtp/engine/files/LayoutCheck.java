package vtp.engine.files;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import vtp.engine.config.ModelException;
import vtp.engine.config.ParameterSpec;
import vtp.loader.Checkpoint;
import vtp.loader.Dtype;
import vtp.loader.Quote;
import vtp.loader.StoredTensor;

/**
 * Compares the tensors of a checkpoint with those that its configuration calls for, and reports all differences at
 * once.
 *
 * @since 0.1.0
 */
public final class LayoutCheck {
    private static final Set<Dtype> FLOATS = EnumSet.of(Dtype.F32, Dtype.F16, Dtype.BF16, Dtype.F64);
    /** Of each kind of difference, so many are spelled out. */
    private static final int LISTED = 8;

    private final String file;
    private final String asker;
    private final List<ParameterSpec> missing = new ArrayList<>();
    private final List<String> misshapen = new ArrayList<>();
    private final List<String> mistyped = new ArrayList<>();
    private final SortedMap<String, StoredTensor> leftOver;

    private LayoutCheck(
            String file,
            String asker,
            List<ParameterSpec> layout,
            Map<String, ? extends StoredTensor> tensors,
            Map<String, String> unknownTypes) {
        this.file = file;
        this.asker = asker;
        this.leftOver = new TreeMap<>(tensors);
        for (ParameterSpec slot : layout) {
            StoredTensor tensor = leftOver.remove(slot.name());
            String unknownType = unknownTypes.get(slot.name());
            if (tensor != null) {
                compare(slot, tensor);
            } else if (unknownType != null) {
                mistyped.add(slot.name() + " is " + Quote.of(unknownType));
            } else {
                missing.add(slot);
            }
        }
    }

    static void check(TensorLayout layout, Checkpoint checkpoint) throws ModelException {
        new LayoutCheck(
                        checkpoint.name(),
                        "its config.json",
                        layout.tensors(),
                        checkpoint.stored(),
                        checkpoint.unknownTypes())
                .report();
    }

    /**
     * Compares the tensors of a file with those of any network.
     *
     * @param file as messages name it
     * @param asker what calls for the tensors, in words: "its config.json"
     * @param layout the tensors that it calls for
     * @param tensors the file's, by their names
     * @throws ModelException if these are others, have other shapes, or are no F32, F16, BF16 or F64
     */
    public static void check(
            String file, String asker, List<ParameterSpec> layout, Map<String, ? extends StoredTensor> tensors)
            throws ModelException {
        new LayoutCheck(file, asker, layout, tensors, Map.of()).report();
    }

    private void report() throws ModelException {
        List<String> problems = problems();
        if (!problems.isEmpty()) {
            throw new ModelException(file, problems);
        }
    }

    private void compare(ParameterSpec slot, StoredTensor tensor) {
        if (!slot.shape().equals(tensor.shape())) {
            misshapen.add(
                    slot.name() + " is " + shape(tensor.shape()) + ", must be " + shape(slot.shape()) + in(tensor));
        }
        if (!FLOATS.contains(tensor.dtype())) {
            mistyped.add(slot.name() + " is " + tensor.dtype() + in(tensor));
        }
    }

    private List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (!missing.isEmpty()) {
            problems.add("lacks " + tensors(missing.size()) + " that " + asker + " calls for: "
                    + listed(missing.stream().limit(LISTED).map(this::missing).toList(), missing.size()));
        }
        if (!misshapen.isEmpty()) {
            problems.add("has " + tensors(misshapen.size()) + " of another shape than " + asker + " calls for: "
                    + listed(misshapen, misshapen.size()));
        }
        if (!mistyped.isEmpty()) {
            problems.add("has " + tensors(mistyped.size()) + " of another type than F32, F16, BF16 or F64: "
                    + listed(mistyped, mistyped.size()));
        }
        if (!leftOver.isEmpty()) {
            List<String> names = leftOver.values().stream()
                    .limit(LISTED)
                    .map(tensor -> Quote.of(tensor.name()) + in(tensor))
                    .toList();
            problems.add("has " + tensors(leftOver.size()) + " that " + asker + " does not call for: "
                    + listed(names, leftOver.size()));
        }
        return problems;
    }

    private String missing(ParameterSpec slot) {
        Optional<String> guess = NameSuggestion.closest(slot.name(), leftOver.keySet());
        return slot.name() + " " + shape(slot.shape())
                + guess.map(name -> " (did you mean " + Quote.of(name) + "?)").orElse("");
    }

    private static String tensors(int count) {
        return count == 1 ? "a tensor" : count + " tensors";
    }

    private static String listed(List<String> items, int count) {
        String first = items.stream().limit(LISTED).collect(Collectors.joining(", "));
        return count > LISTED ? first + " and " + (count - LISTED) + " more" : first;
    }

    private static String shape(List<Long> shape) {
        return shape.stream().limit(LISTED).map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
    }

    /** The shard, if there are several. */
    private String in(StoredTensor tensor) {
        return tensor.file().equals(file) ? "" : " in " + tensor.file();
    }
}
