package vtp.cli.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import vtp.engine.files.CheckpointDigest;
import vtp.engine.files.ModelSource;
import vtp.engine.image.PngText;
import vtp.loader.Checkpoint;

/**
 * What a result says of how it was made: the model, the preparation and so on, as the metadata of a safetensors file or
 * the texts of a PNG. An npy file says nothing.
 *
 * @param facts by their names; {@value #MODEL} and {@value #FINGERPRINT} name the model
 */
public record Provenance(Map<String, String> facts) {
    /** What the model is called. */
    public static final String MODEL = "model";
    /** What tells it from others of that name: {@link CheckpointDigest#fingerprint}. */
    public static final String FINGERPRINT = "model_fingerprint";

    /** Nothing is said. */
    public static final Provenance NONE = new Provenance(Map.of());

    private static final String PREFIX = "vtp.";
    /** Longer values are not quoted in messages. */
    private static final int LONGEST_QUOTED = 60;

    /** Of metadata, among which there may be more. */
    public static Provenance of(Map<String, String> metadata) {
        return new Provenance(metadata);
    }

    /** Of the results of a model, to be added to. */
    public static Provenance of(ModelSource model) throws IOException {
        return NONE.with(MODEL, model.name()).with(FINGERPRINT, CheckpointDigest.fingerprint(model));
    }

    /** The same and one more. */
    public Provenance with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(facts);
        more.put(name, value);
        return new Provenance(more);
    }

    /** What a file says of itself; nothing if it is of another format, or damaged. */
    static Provenance read(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        try {
            if (name.endsWith(TensorFormat.SAFETENSORS.suffix())) {
                try (Checkpoint checkpoint = Checkpoint.open(file)) {
                    return new Provenance(checkpoint.metadata());
                }
            }
            try (InputStream in = Files.newInputStream(file)) {
                Map<String, String> facts = new LinkedHashMap<>();
                PngText.read(in).forEach((keyword, text) -> {
                    if (keyword.startsWith(PREFIX)) {
                        facts.put(keyword.substring(PREFIX.length()), text);
                    }
                });
                return new Provenance(facts);
            }
        } catch (IOException damaged) {
            return NONE;
        }
    }

    /** As texts of a PNG, their keywords marked as ours. */
    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        facts.forEach((name, value) -> texts.put(PREFIX + name, value));
        return texts;
    }

    /** Whether nothing is said of the model or of anything else that would be compared. */
    boolean isSilent(Provenance wanted) {
        return wanted.facts.keySet().stream().noneMatch(facts::containsKey);
    }

    /** In words what is not as it would be made now: {@code model "a", not "b"}; empty if nothing that is known. */
    Optional<String> differenceFrom(Provenance wanted) {
        for (Map.Entry<String, String> fact : wanted.facts.entrySet()) {
            String here = facts.get(fact.getKey());
            boolean ofModel = fact.getKey().equals(MODEL) || fact.getKey().equals(FINGERPRINT);
            if (!ofModel && here != null && !here.equals(fact.getValue())) {
                return Optional.of(
                        here.length() + fact.getValue().length() > LONGEST_QUOTED
                                ? "other " + fact.getKey()
                                : fact.getKey() + " \"" + here + "\", not \"" + fact.getValue() + "\"");
            }
        }
        String name = wanted.facts.get(MODEL);
        String fingerprint = wanted.facts.get(FINGERPRINT);
        return name == null || fingerprint == null
                ? Optional.empty()
                : otherModel(name, fingerprint).map(other -> other + ", not " + name);
    }

    /** The model that this is of, in words, if it is another than the one of this name and fingerprint. */
    public Optional<String> otherModel(String name, String fingerprint) {
        String hereName = facts.get(MODEL);
        String here = facts.get(FINGERPRINT);
        if (hereName == null || (here == null ? hereName.equals(name) : here.equals(fingerprint))) {
            return Optional.empty();
        }
        return Optional.of(hereName.equals(name) ? "another model of that name" : "model " + hereName);
    }
}
