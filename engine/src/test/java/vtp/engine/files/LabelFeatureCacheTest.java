package vtp.engine.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vtp.engine.config.VtpConfig;
import vtp.engine.config.WeightType;
import vtp.engine.tensor.Embeddings;
import vtp.loader.JsonStrings;

@Tag("any-width")
class LabelFeatureCacheTest {
    private static final List<String> LABELS = List.of("a dog", "a \"cat\"");
    private static final List<String> TEMPLATES = List.of("{}", "a photo of {}");
    private static final Embeddings FEATURES = new Embeddings(new float[] {1, 0, 0, 0.6f, -0.8f, 0}, 2, 3);

    @TempDir
    private Path folder;

    private LabelFeatureCache cache;

    @BeforeEach
    void anEmptyCache() {
        cache = new LabelFeatureCache(UserCache.of(Map.of("VTP_CACHE", folder.toString())));
    }

    private static LabelFeatureCache.Key key(String sha256, List<String> labels, List<String> templates)
            throws IOException {
        VtpConfig config = VtpConfig.parse("{}".getBytes(StandardCharsets.UTF_8), "config.json");
        return new LabelFeatureCache.Key(sha256, config, WeightType.F32, "plain", labels, templates);
    }

    private Path onlyFile() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("labels"))) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }

    @Test
    void whatWasKeptIsFoundBitByBit() throws IOException {
        LabelFeatureCache.Key key = key("ab", LABELS, TEMPLATES);
        assertThat(cache.find(key)).isEmpty();
        cache.keep(key, FEATURES);
        assertThat(cache.find(key).orElseThrow().data()).containsExactly(FEATURES.data());
        TextFeatures file = TextFeatures.read(onlyFile());
        assertThat(file.texts()).isEqualTo(LABELS);
        assertThat(file.metadata()).containsEntry("model_sha256", "ab");
    }

    @Test
    void anythingElseIsAnotherKey() throws IOException {
        cache.keep(key("ab", LABELS, TEMPLATES), FEATURES);
        assertThat(cache.find(key("cd", LABELS, TEMPLATES))).isEmpty();
        assertThat(cache.find(key("ab", List.of("a dog", "a cat"), TEMPLATES))).isEmpty();
        assertThat(cache.find(key("ab", LABELS, List.of("{}")))).isEmpty();
        LabelFeatureCache.Key key = key("ab", LABELS, TEMPLATES);
        assertThat(cache.find(
                        new LabelFeatureCache.Key("ab", key.config(), WeightType.BF16, "plain", LABELS, TEMPLATES)))
                .isEmpty();
        assertThat(cache.find(new LabelFeatureCache.Key("ab", key.config(), WeightType.F32, "ftfy", LABELS, TEMPLATES)))
                .isEmpty();
    }

    @Test
    void aDamagedFileCountsAsNotThereAndIsMadeAnew() throws IOException {
        LabelFeatureCache.Key key = key("ab", LABELS, TEMPLATES);
        cache.keep(key, FEATURES);
        byte[] whole = Files.readAllBytes(onlyFile());
        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 4;
            Files.write(onlyFile(), damaged);
            cache.find(key).ifPresent(found -> assertThat(found.data()).containsExactly(FEATURES.data()));
        }
        Files.write(onlyFile(), Arrays.copyOf(whole, whole.length - 1));
        assertThat(cache.find(key)).isEmpty();
        cache.keep(key, FEATURES);
        assertThat(onlyFile()).hasBinaryContent(whole);
    }

    @Test
    void oneFlippedBitOfTheNumbersIsNoticed() throws IOException {
        LabelFeatureCache.Key key = key("ab", LABELS, TEMPLATES);
        cache.keep(key, FEATURES);
        byte[] bytes = Files.readAllBytes(onlyFile());
        bytes[bytes.length - 9] ^= 1;
        Files.write(onlyFile(), bytes);
        assertThat(cache.find(key)).isEmpty();
    }

    @Test
    void aFileOfTextFeaturesSaysWhatItLacks() throws IOException {
        Path file = folder.resolve("x.safetensors");
        TextFeatures features = new TextFeatures(LABELS, FEATURES, Map.of("texts", "overwritten", "model", "m"));
        try (var out = Files.newOutputStream(file)) {
            features.write(out);
        }
        assertThat(TextFeatures.read(file).texts()).isEqualTo(LABELS);
        assertThat(TextFeatures.read(file).normalised().features().data()[3]).isEqualTo(0.6f);
        assertThatThrownBy(() -> TextFeatures.read(Path.of("../testdata/nano/model.safetensors")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("\"vtp embed\" writes such files");
        assertThat(JsonStrings.read("[\"a\", 7]")).isEmpty();
        assertThat(JsonStrings.read("[]}, {")).isEmpty();
        assertThat(JsonStrings.read(JsonStrings.write(LABELS))).contains(LABELS);
    }
}
