package vtp.engine.files;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vtp.engine.config.VtpConfig;
import vtp.engine.config.WeightType;
import vtp.engine.tensor.Embeddings;
import vtp.engine.tensor.FiniteCheck;
import vtp.loader.JsonStrings;

/**
 * Features of labels, kept from one run to the next in the user's cache: the 1,000 classes of ImageNet in 80 templates
 * are 80,000 prompts, a quarter of an hour's work with Small. A file that is damaged, or of something else, counts as
 * not there.
 *
 * @since 0.1.0
 */
public final class LabelFeatureCache {
    private static final String KIND = "labels";
    /** Changes when the same key comes to mean other numbers. */
    private static final String VERSION = "1";

    private static final String DATA_SUM = "data_sha256";

    private final UserCache cache;

    public LabelFeatureCache(UserCache cache) {
        this.cache = cache;
    }

    /**
     * All that features of labels depend on.
     *
     * @param modelSha256 of the weights, as {@link CheckpointDigest} has it
     * @param config the architecture
     * @param weights how the weights are kept
     * @param cleaning how texts are cleaned before they are tokenized, by name
     * @param labels the labels in their order
     * @param templates the prompts of each label
     */
    public record Key(
            String modelSha256,
            VtpConfig config,
            WeightType weights,
            String cleaning,
            List<String> labels,
            List<String> templates) {

        private Map<String, String> metadata() {
            Map<String, String> metadata = new LinkedHashMap<>();
            metadata.put("version", VERSION);
            metadata.put("model_sha256", modelSha256);
            metadata.put("config", config.toString());
            metadata.put("weights", weights.name());
            metadata.put("cleaning", cleaning);
            metadata.put("templates", JsonStrings.write(templates));
            return metadata;
        }

        private String fileName() {
            String all = metadata() + JsonStrings.write(labels);
            return sha256(all.getBytes(StandardCharsets.UTF_8)) + ".safetensors";
        }
    }

    /** What was kept under a key, each feature of length 1, if it is there and whole. */
    public Optional<Embeddings> find(Key key) {
        Optional<Path> file = cache.find(KIND, key.fileName());
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            TextFeatures kept = TextFeatures.read(file.get());
            boolean whole = kept.texts().equals(key.labels())
                    && kept.metadata().entrySet().containsAll(key.metadata().entrySet())
                    && sum(kept.features()).equals(kept.metadata().get(DATA_SUM));
            return whole ? Optional.of(kept.features()) : Optional.empty();
        } catch (IOException damaged) {
            return Optional.empty();
        }
    }

    /**
     * Keeps features under a key.
     *
     * @throws IOException if the cache cannot be written; nothing is lost but the time to compute them again
     */
    public void keep(Key key, Embeddings features) throws IOException {
        FiniteCheck.requireInput("features", features.data(), features.count(), features.width());
        Map<String, String> metadata = key.metadata();
        metadata.put(DATA_SUM, sum(features));
        TextFeatures kept = new TextFeatures(key.labels(), features, metadata);
        cache.write(KIND, key.fileName(), kept::write);
    }

    private static String sum(Embeddings features) {
        return FileSums.sha256(MemorySegment.ofArray(features.data()));
    }

    private static String sha256(byte[] bytes) {
        return FileSums.sha256(MemorySegment.ofArray(bytes));
    }
}
