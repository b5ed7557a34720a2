package vtp.cli.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vtp.cli.console.Console;
import vtp.cli.console.JsonLine;
import vtp.loader.JsonStrings;

/**
 * Writes arrays computed from inputs: one file an input in a folder, or all inputs in one file, stacked along the first
 * dimension. The metadata of a safetensors file name the input, {@code source}, or, as a JSON array, the inputs, {@code
 * sources}.
 */
public final class TensorOutput {
    /** Metadata that names the one input of a file. */
    static final String SOURCE = "source";
    /** Metadata that names the inputs of a file, a JSON array. */
    static final String SOURCES = "sources";

    private final OutputTarget outputs;
    private final TensorFormat format;
    private final Console console;
    private final Provenance provenance;
    /** All inputs that may become results. */
    private final List<String> expected = new ArrayList<>();

    private final List<InputFile> stacked = new ArrayList<>();
    private final List<List<Tensor>> stack = new ArrayList<>();
    private final List<Companion> companions = new ArrayList<>();

    private TensorOutput(OutputTarget outputs, TensorFormat format, Console console, Provenance provenance) {
        this.outputs = outputs;
        this.format = format;
        this.console = console;
        this.provenance = provenance;
    }

    /**
     * Checks that all results can be told apart; nothing is computed yet.
     *
     * @param asked the format that was asked for; null if that is left to the name of the output
     * @param provenance what is said of every result
     */
    public static TensorOutput open(
            OutputTarget outputs,
            @Nullable TensorFormat asked,
            List<InputFile> inputs,
            Console console,
            Provenance provenance)
            throws IOException {
        TensorFormat format = TensorFormat.of(outputs, asked);
        TensorOutput output = new TensorOutput(outputs, format, console, provenance);
        Map<String, List<String>> names = new LinkedHashMap<>();
        for (InputFile input : inputs) {
            if (input.problem() == null) {
                output.expected.add(input.source());
                names.computeIfAbsent(input.name(), key -> new ArrayList<>()).add(output.name(input));
            }
        }
        outputs.prepare(names, inputs);
        return output;
    }

    public TensorFormat format() {
        return format;
    }

    private String name(InputFile input) {
        return input.relative() + format.suffix();
    }

    /** Whether nothing needs to be computed for an input. */
    public boolean skips(InputFile input) throws IOException {
        input.check();
        // One file of all says which inputs are in it; in a folder each file is named by its own.
        Provenance wanted = outputs.isFolder() ? provenance : new Provenance(withSources(expected));
        return outputs.skips(input.name(), outputs.file(name(input)), wanted);
    }

    /** What is written beside a result. */
    public interface Companion {
        /** A result that has none. */
        Companion NONE = () -> {};

        void write() throws IOException;
    }

    /** Takes the result for an input, each tensor with one row. */
    public void add(InputFile input, List<Tensor> tensors) throws IOException {
        add(input, tensors, Companion.NONE);
    }

    /**
     * Takes the result for an input, each tensor with one row, and what is written beside it: after the bytes of the
     * result, before its file is there, so that there are both or none.
     */
    public void add(InputFile input, List<Tensor> tensors, Companion companion) throws IOException {
        if (outputs.isFolder()) {
            Path file = outputs.file(name(input));
            Map<String, String> facts = provenance.with(SOURCE, input.source()).facts();
            outputs.write(file, stream -> write(stream, tensors, facts, List.of(companion)));
            done(input, FileNames.text(file), tensors);
            return;
        }
        if (!stack.isEmpty() && !shapes(tensors).equals(shapes(stack.get(0)))) {
            throw new IOException("its result has the shape " + shapes(tensors) + ", that of "
                    + stacked.get(0).name() + " " + shapes(stack.get(0))
                    + "; results of different shapes do not fit into one file:"
                    + " write to a folder, or use --prepare crop");
        }
        stacked.add(input);
        stack.add(tensors);
        companions.add(companion);
    }

    private void write(OutputStream stream, List<Tensor> tensors, Map<String, String> facts, List<Companion> beside)
            throws IOException {
        Tensor.write(stream, format, tensors, facts);
        stream.flush();
        for (Companion companion : beside) {
            companion.write();
        }
    }

    /** Writes the one file, if it is one and any input was good. */
    public void finish() throws IOException {
        if (stack.isEmpty()) {
            return;
        }
        Map<String, String> facts =
                withSources(stacked.stream().map(InputFile::source).toList());
        List<Tensor> tensors = stackedTensors();
        try {
            outputs.write(outputs.file(""), stream -> write(stream, tensors, facts, companions));
        } catch (IOException e) {
            for (InputFile input : stacked) {
                console.unfinished(input.name(), e);
            }
            throw e;
        }
        for (int i = 0; i < stack.size() && !outputs.isStandardOutput(); i++) {
            done(stacked.get(i), outputs.name(), stack.get(i));
        }
    }

    private Map<String, String> withSources(List<String> names) {
        return names.size() == 1
                ? provenance.with(SOURCE, names.get(0)).facts()
                : provenance.with(SOURCES, JsonStrings.write(names)).facts();
    }

    private List<Tensor> stackedTensors() {
        List<Tensor> tensors = new ArrayList<>();
        for (int t = 0; t < stack.get(0).size(); t++) {
            List<float[]> rows = new ArrayList<>();
            for (List<Tensor> ofOneInput : stack) {
                rows.addAll(ofOneInput.get(t).rows());
            }
            Tensor first = stack.get(0).get(t);
            tensors.add(new Tensor(first.key(), first.type(), first.rowShape(), rows));
        }
        return tensors;
    }

    private void done(InputFile input, String file, List<Tensor> tensors) throws IOException {
        console.done(input.name() + " -> " + file, json -> {
            json.writeStringField("input", input.name());
            json.writeStringField("output", file);
            json.writeObjectFieldStart("tensors");
            for (Tensor tensor : tensors) {
                JsonLine.numbers(json, tensor.key(), tensor.shape());
            }
            json.writeEndObject();
        });
    }

    private static Map<String, List<Long>> shapes(List<Tensor> tensors) {
        Map<String, List<Long>> shapes = new TreeMap<>();
        tensors.forEach(tensor -> shapes.put(tensor.key(), tensor.rowShape()));
        return shapes;
    }
}
