package vtp.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vtp.cli.console.Console;
import vtp.cli.file.InputFile;
import vtp.cli.file.OutputTarget;
import vtp.cli.file.PictureOutput;
import vtp.engine.files.LatentsFile;
import vtp.engine.image.PictureReader;
import vtp.engine.image.PictureWriter;
import vtp.engine.image.Rgb;
import vtp.engine.image.Rounding;
import vtp.engine.tensor.Latents;
import vtp.generation.ContactSheet;
import vtp.generation.SampleFile;
import vtp.loader.AtomicFile;

/** What a generation writes: pictures, and beside them latents, a contact sheet, a sample file, a preview. */
final class DrawingFiles {
    /** More pictures make a sheet that nobody can look at. */
    private static final int MOST_ON_SHEET = 400;

    private static final int MOST_LABELS_ACROSS = 10;

    private final Console console;
    private final OutputTarget outputs;
    private final PictureOutput pictures;
    private final Rounding rounding;
    private final boolean latents;
    private final @Nullable OutputTarget sheet;
    private final @Nullable OutputTarget npz;
    private final @Nullable OutputTarget preview;

    DrawingFiles(
            Console console,
            OutputTarget outputs,
            PictureOutput pictures,
            Rounding rounding,
            boolean latents,
            @Nullable OutputTarget sheet,
            @Nullable OutputTarget npz,
            @Nullable OutputTarget preview) {
        this.console = console;
        this.outputs = outputs;
        this.pictures = pictures;
        this.rounding = rounding;
        this.latents = latents;
        this.sheet = sheet;
        this.npz = npz;
        this.preview = preview;
    }

    Rounding rounding() {
        return rounding;
    }

    boolean previews() {
        return preview != null;
    }

    /** Whether a picture is there already, with all that belongs to it. */
    boolean skips(Drawing drawing) throws IOException {
        boolean there = saying(drawing).skips(InputFile.packed(drawing.name()), drawing.name() + PictureOutput.SUFFIX);
        return there && (!latents || latentsFile(drawing).toFile().exists());
    }

    /** A picture and its latents (1, K, h, w). */
    void write(Drawing drawing, Rgb picture, Latents itsLatents) throws IOException {
        if (latents) {
            Path file = latentsFile(drawing);
            outputs.write(file, stream -> LatentsFile.write(stream, itsLatents));
        }
        String file = saying(drawing).write(drawing.name() + PictureOutput.SUFFIX, picture);
        if (!outputs.isStandardOutput()) {
            console.done(file + "  " + drawing.labelName(), json -> {
                json.writeStringField("output", file);
                json.writeNumberField("index", drawing.index());
                json.writeNumberField("label", drawing.label());
                json.writeStringField("name", drawing.labelName());
            });
        }
    }

    private PictureOutput saying(Drawing drawing) {
        return pictures.with("index", String.valueOf(drawing.index())).with("label", String.valueOf(drawing.label()));
    }

    private Path latentsFile(Drawing drawing) throws IOException {
        return outputs.file(drawing.name() + ".safetensors");
    }

    /** What is emerging. */
    void preview(List<Rgb> emerging) throws IOException {
        if (preview != null) {
            write(preview, ContactSheet.of(emerging, ContactSheet.squareColumns(emerging.size())));
        }
    }

    private static void write(OutputTarget target, Rgb picture) throws IOException {
        target.write(target.file(""), stream -> PictureWriter.writePng(picture, Map.of(), stream));
    }

    /** Writes what takes all pictures, as their files now hold them; nothing if one is missing. */
    void finish(List<Drawing> drawings) throws IOException {
        if (sheet == null && npz == null) {
            return;
        }
        if (console.failures() > 0) {
            console.note("vtp: pictures are missing, so there is no --sheet and no --npz");
            return;
        }
        if (sheet != null) {
            List<Rgb> shown = new ArrayList<>();
            for (Drawing drawing : drawings.subList(0, Math.min(MOST_ON_SHEET, drawings.size()))) {
                shown.add(read(drawing));
            }
            write(sheet, ContactSheet.of(shown, columns(drawings)));
            console.note(sheet.name() + (shown.size() < drawings.size() ? ": the first " + shown.size() : ""));
        }
        if (npz != null) {
            writeSamples(npz, drawings);
            console.note(npz.name());
        }
    }

    private void writeSamples(OutputTarget target, List<Drawing> drawings) throws IOException {
        Rgb firstPicture = read(drawings.get(0));
        AtomicFile file = AtomicFile.open(target.file(""), AtomicFile.Existing.REPLACE);
        try (SampleFile samples = new SampleFile(file, drawings.size(), firstPicture.height(), firstPicture.width())) {
            for (Drawing drawing : drawings) {
                samples.add(read(drawing));
            }
            samples.finish(drawings.stream().mapToInt(Drawing::label).toArray());
        }
    }

    private Rgb read(Drawing drawing) throws IOException {
        return new PictureReader().read(outputs.file(drawing.name() + PictureOutput.SUFFIX));
    }

    /** As many as there are labels, if these are few, so that each has a column. */
    private static int columns(List<Drawing> drawings) {
        int labels = (int) drawings.stream().mapToInt(Drawing::label).distinct().count();
        boolean repeated = labels > 1 && labels <= MOST_LABELS_ACROSS && drawings.size() % labels == 0;
        return repeated ? labels : ContactSheet.squareColumns(Math.min(MOST_ON_SHEET, drawings.size()));
    }
}
