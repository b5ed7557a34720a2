package vtp.cli.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import vtp.cli.console.UsageException;
import vtp.engine.image.PictureWriter;
import vtp.engine.image.Rgb;

/** Writes pictures as PNG: each in a file of a folder, or the only one to a file or standard output. */
public final class PictureOutput {
    /** How names of the files end. */
    public static final String SUFFIX = ".png";

    private final OutputTarget outputs;
    private final Provenance provenance;

    private PictureOutput(OutputTarget outputs, Provenance provenance) {
        this.outputs = outputs;
        this.provenance = provenance;
    }

    /**
     * For one picture an input, named by it.
     *
     * @param provenance what each says of itself
     */
    public static PictureOutput open(OutputTarget outputs, List<InputFile> inputs, Provenance provenance)
            throws IOException {
        Map<String, List<String>> names = new LinkedHashMap<>();
        for (InputFile input : inputs) {
            if (input.problem() == null) {
                names.merge(input.name(), List.of(name(input.relative())), PictureOutput::both);
            }
        }
        return open(outputs, names, inputs, provenance);
    }

    /**
     * For any number of pictures an input.
     *
     * @param names those of the pictures, by what they come from
     * @param provenance what each says of itself
     */
    public static PictureOutput open(
            OutputTarget outputs, Map<String, List<String>> names, List<InputFile> inputs, Provenance provenance)
            throws IOException {
        int count = names.values().stream().mapToInt(List::size).sum();
        if (!outputs.isFolder() && count > 1) {
            throw new UsageException(outputs.option() + " " + outputs.name()
                    + " is room for one picture, but there are " + count + "; name a folder");
        }
        outputs.prepare(names, inputs);
        return new PictureOutput(outputs, provenance);
    }

    private static List<String> both(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    /**
     * What the picture that comes from a file is named: the same if it is a PNG already, otherwise with that ending
     * added.
     */
    public static String name(String relative) {
        return relative.toLowerCase(Locale.ROOT).endsWith(SUFFIX) ? relative : relative + SUFFIX;
    }

    /** Fails if no picture can have that name. */
    public void check(String name) throws IOException {
        outputs.file(name);
    }

    /** The same output, whose pictures say one thing more of themselves. */
    public PictureOutput with(String fact, String value) {
        return new PictureOutput(outputs, provenance.with(fact, value));
    }

    /** Whether a picture is there already and need not be computed. */
    public boolean skips(InputFile input, String name) throws IOException {
        return outputs.skips(input.name(), outputs.file(name), provenance);
    }

    /**
     * Writes a picture.
     *
     * @return where it is; "-" is standard output
     */
    public String write(String name, Rgb picture) throws IOException {
        Path file = outputs.file(name);
        outputs.write(file, stream -> PictureWriter.writePng(picture, provenance.texts(), stream));
        return FileNames.text(file);
    }
}
