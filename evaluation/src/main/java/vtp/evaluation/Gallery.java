package vtp.evaluation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import vtp.engine.image.PictureWriter;
import vtp.engine.image.Rgb;
import vtp.loader.AtomicFile;
import vtp.loader.Json;
import vtp.loader.JsonException;

/**
 * Pictures that a protocol keeps for its report: a folder of PNG files, and a list of them in groups,
 * {@value #LIST}.
 *
 * @param groups in their order
 * @since 0.1.0
 */
public record Gallery(List<Group> groups) {
    private static final String LIST = "gallery.json";
    private static final String PNG = ".png";

    /** Copies the list. */
    public Gallery {
        groups = List.copyOf(groups);
    }

    /**
     * Pictures of one kind.
     *
     * @param title what they have in common
     */
    public record Group(String title, List<Shown> pictures) {
        /** Copies the list. */
        public Group {
            pictures = List.copyOf(pictures);
        }
    }

    /**
     * A picture of a gallery.
     *
     * @param file its PNG file
     * @param caption what is said of it
     */
    public record Shown(Path file, String caption) {}

    /** A group that is not written yet. */
    public record Draft(String title, List<Sketch> pictures) {
        /** Copies the list. */
        public Draft {
            pictures = List.copyOf(pictures);
        }
    }

    /** A picture that is not written yet. */
    public record Sketch(Rgb picture, String caption) {}

    /**
     * Writes a gallery to a folder of its own, in the place of the one that is there.
     *
     * @throws vtp.loader.FileAccessException if it cannot be written
     */
    public static void write(Path folder, List<Draft> drafts) throws IOException {
        Files.createDirectories(folder);
        Files.deleteIfExists(folder.resolve(LIST));
        try (DirectoryStream<Path> old = Files.newDirectoryStream(folder, "*" + PNG)) {
            for (Path file : old) {
                Files.delete(file);
            }
        }
        int number = 0;
        try (AtomicFile list = AtomicFile.open(folder.resolve(LIST), AtomicFile.Existing.REPLACE)) {
            try (JsonGenerator json =
                    new JsonFactory().createGenerator(list.stream()).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
                json.writeStartObject();
                json.writeArrayFieldStart("groups");
                for (Draft draft : drafts) {
                    json.writeStartObject();
                    json.writeStringField("title", draft.title);
                    json.writeArrayFieldStart("pictures");
                    for (Sketch sketch : draft.pictures) {
                        String file = String.format(Locale.ROOT, "%03d" + PNG, number++);
                        PictureWriter.writePng(sketch.picture, folder.resolve(file));
                        json.writeStartObject();
                        json.writeStringField("file", file);
                        json.writeStringField("caption", sketch.caption);
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                    json.writeEndObject();
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            list.commit();
        }
    }

    /**
     * Reads the list of a folder's pictures.
     *
     * @return nothing if there is none
     * @throws EvaluationException if the list is damaged, or names what is not in the folder
     */
    public static Gallery read(Path folder) throws IOException {
        Path list = folder.resolve(LIST);
        if (Files.notExists(list)) {
            return new Gallery(List.of());
        }
        List<Group> groups = new ArrayList<>();
        try {
            for (Object group :
                    (List<?>) Objects.requireNonNull(Json.readObject(list).get("groups"))) {
                List<Shown> pictures = new ArrayList<>();
                for (Object picture : (List<?>) Objects.requireNonNull(((Map<?, ?>) group).get("pictures"))) {
                    Map<?, ?> fields = (Map<?, ?>) picture;
                    String file = text(fields, "file");
                    if (!file.matches("\\d+\\" + PNG)) {
                        throw new IllegalArgumentException(file);
                    }
                    pictures.add(new Shown(folder.resolve(file), text(fields, "caption")));
                }
                groups.add(new Group(text((Map<?, ?>) group, "title"), pictures));
            }
        } catch (JsonException | ClassCastException | NullPointerException | IllegalArgumentException e) {
            throw new EvaluationException(list.toString(), "is no list of pictures, or is damaged");
        }
        return new Gallery(groups);
    }

    private static String text(Map<?, ?> fields, String key) {
        return (String) Objects.requireNonNull(fields.get(key));
    }
}
