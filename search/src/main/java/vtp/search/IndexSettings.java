package vtp.search;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.Directory;
import vtp.engine.VtpModel;
import vtp.engine.files.CheckpointDigest;
import vtp.engine.files.ModelSource;
import vtp.engine.files.UserCache;
import vtp.engine.image.Orientation;
import vtp.engine.image.PictureReader;
import vtp.engine.image.Pixels;
import vtp.engine.image.Preparation;
import vtp.engine.image.Rgb;

/**
 * What all features of an index have in common: the model, and how pictures are read and prepared for it.
 *
 * @param model what the model is called
 * @param modelSha256 of its weights, as {@link CheckpointDigest#sha256} has it
 * @param preparation any but {@link Preparation#NONE}
 * @param size the side of the prepared picture, for squash and crop
 * @param orientation whether pictures are turned upright
 * @param quantized whether the graph is searched with features of 7 bits a number, beside those of 32
 * @since 0.1.0
 */
public record IndexSettings(
        String model,
        String modelSha256,
        Preparation preparation,
        int size,
        Orientation orientation,
        boolean quantized) {
    /** Counted up with every change of what an index holds. */
    private static final String FORMAT = "1";

    /** @throws IllegalArgumentException if pictures would keep their sizes */
    public IndexSettings {
        if (preparation == Preparation.NONE) {
            throw new IllegalArgumentException("--prepare none: pictures of an index must have one size");
        }
    }

    /** Settings for a model: pictures upright, squashed to the size that it was trained on, features of 32 bits. */
    public static IndexSettings of(ModelSource model) throws IOException {
        String sha256 = new CheckpointDigest(UserCache.of(System.getenv())).sha256(model);
        int size = model.config().imageSize();
        return new IndexSettings(model.name(), sha256, Preparation.SQUASH, size, Orientation.EXIF, false);
    }

    /** Reads pictures as those of the index are read. */
    public PictureReader reader() {
        return new PictureReader(orientation);
    }

    /** Prepares a picture as those of the index are prepared, (1, 3, H, W). */
    public Pixels prepare(Rgb picture, VtpModel vtp) {
        return Pixels.normalise(preparation.apply(picture, size, vtp.config().patchSize()));
    }

    /** "squash 256", "probe". */
    private String preparationText() {
        return word(preparation) + (preparation == Preparation.PROBE ? "" : " " + size);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** What is written into the index. */
    Map<String, String> toMap() {
        Map<String, String> map = new LinkedHashMap<>();
        map.put("vtp", FORMAT);
        map.put("model", model);
        map.put("model sha256", modelSha256);
        map.put("preparation", word(preparation));
        map.put("size", String.valueOf(size));
        map.put("orientation", word(orientation));
        map.put("quantized", String.valueOf(quantized));
        return map;
    }

    /**
     * Reads the settings that the last commit of an index has.
     *
     * @throws SearchException if they are not what {@link #toMap} wrote
     */
    static IndexSettings of(Path index, Directory directory) throws IOException {
        Map<String, String> map = SegmentInfos.readLatestCommit(directory).getUserData();
        String format = map.get("vtp");
        if (format == null) {
            throw new SearchException(index, "is a Lucene index, but none of pictures");
        }
        if (!format.equals(FORMAT)) {
            throw new SearchException(
                    index, "is an index of format " + format + ", this version reads " + FORMAT + "; make it anew");
        }
        try {
            return new IndexSettings(
                    map.getOrDefault("model", ""),
                    map.getOrDefault("model sha256", ""),
                    Preparation.valueOf(map.getOrDefault("preparation", "").toUpperCase(Locale.ROOT)),
                    Integer.parseInt(map.getOrDefault("size", "")),
                    Orientation.valueOf(map.getOrDefault("orientation", "").toUpperCase(Locale.ROOT)),
                    Boolean.parseBoolean(map.get("quantized")));
        } catch (IllegalArgumentException e) {
            throw new SearchException(index, "its settings are not understood: " + e.getMessage(), e);
        }
    }

    /**
     * Refuses settings whose features cannot be compared with those of this index.
     *
     * @throws SearchException that names what differs
     */
    void requireSame(IndexSettings other, Path index) throws SearchException {
        requireModel(other.model, other.modelSha256, index);
        requireSame("preparation", preparationText(), other.preparationText(), index);
        requireSame("orientation", word(orientation), word(other.orientation), index);
        requireSame("kind of vectors", vectors(), other.vectors(), index);
    }

    /** Refuses another model, whatever it is called. */
    void requireModel(String name, String sha256, Path index) throws SearchException {
        if (!modelSha256.equals(sha256)) {
            throw new SearchException(
                    index,
                    "was made with another model: " + model + " (sha256 " + start(modelSha256) + "), now " + name + " ("
                            + start(sha256) + "); name that model, or make another index");
        }
    }

    private static String start(String sha256) {
        return sha256.substring(0, Math.min(12, sha256.length())) + "…";
    }

    private static void requireSame(String what, String here, String now, Path index) throws SearchException {
        if (!here.equals(now)) {
            throw new SearchException(
                    index, "was made with another " + what + ": " + here + ", now " + now + "; make another index");
        }
    }

    private String vectors() {
        return quantized ? "quantized" : "float32";
    }
}
