package vtp.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vtp.engine.config.LoadOptions;
import vtp.engine.config.Part;
import vtp.engine.files.ModelSource;
import vtp.engine.image.Pixels;
import vtp.engine.image.Preparation;
import vtp.engine.image.Rgb;
import vtp.engine.tensor.Embeddings;
import vtp.engine.tensor.Latents;
import vtp.engine.tensor.Scores;
import vtp.engine.tensor.TokenFeatures;
import vtp.engine.text.TextCleaning;

class VtpModelTest {
    private static VtpModel model;

    @BeforeAll
    static void load() throws IOException {
        model = VtpModel.load(TestModels.tiny(), TestModels.threads(2));
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void shapes() {
        Pixels pixels = TestModels.pixels(2, 48, 80);
        Latents latents = model.encode(pixels);
        assertThat(List.of(latents.batch(), latents.channels(), latents.height(), latents.width()))
                .containsExactly(2, 64, 3, 5);
        Pixels decoded = model.decode(latents);
        assertThat(List.of(decoded.batch(), decoded.height(), decoded.width())).containsExactly(2, 48, 80);
        TokenFeatures features = model.lastLayer(pixels);
        assertThat(features.cls()).hasSize(2 * 48);
        assertThat(features.patch()).hasSize(2 * 15 * 48);
        assertThat(features.patchMaps()[48 * 15 + 2 * 15 + 7]).isEqualTo(features.patch()[(15 + 7) * 48 + 2]);
        assertThat(model.imageFeatures(pixels).width()).isEqualTo(32);
        assertThat(model.textFeatures(List.of()).count()).isZero();
    }

    @Test
    void aModelPreparesPicturesAtItsOwnSize() {
        Rgb tall = TestModels.picture(100, 70, 1);
        Rgb wide = TestModels.picture(70, 130, 2);
        Pixels both = model.prepare(List.of(tall, wide), Preparation.CROP);
        assertThat(List.of(both.batch(), both.height(), both.width())).containsExactly(2, 64, 64);
        assertThat(TestModels.one(both, 1).data())
                .isEqualTo(
                        Pixels.normalise(Preparation.CROP.apply(wide, 64, 16)).data());
        assertThatThrownBy(() -> model.prepare(tall, Preparation.NONE)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void resultsAreCheckedWhereTheyAreMadeAndWhereTheyAreRead() {
        Embeddings two = new Embeddings(new float[6], 2, 3);
        assertThatThrownBy(() -> two.row(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> two.row(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> two.dot(0, two, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        Embeddings narrow = new Embeddings(new float[2], 1, 2);
        assertThatThrownBy(() -> two.dot(0, narrow, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Scores.logits(two, narrow, 1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Scores(new float[5], 2, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Scores(new float[6], 2, 3).row(5)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new TokenFeatures(new float[3], new float[11], 1, 2, 2, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("need 3 and 12 values, got 3 and 11");
    }

    @Test
    void logitsAreScaledCosinesAndProbabilitiesSumToOne() throws IOException {
        Pixels pixels = TestModels.pixels(2, 64, 64);
        List<String> texts = List.of("a dog", "a cat", "x");
        Embeddings images = model.imageFeatures(pixels);
        Embeddings prompts = model.textFeatures(texts);
        Scores logits = model.logits(pixels, texts);
        assertThat(logits.row(1)[2]).isEqualTo((float) (model.logitScale() * images.dot(1, prompts, 2)));
        assertThat(model.logitBias()).isEmpty();
        Scores probabilities = Scores.probabilities(images, prompts, 100);
        assertThat(probabilities.images()).isEqualTo(2);
        float sum = 0;
        for (float p : probabilities.row(1)) {
            sum += p;
        }
        assertThat(sum).isBetween(0.99999f, 1.00001f);
        try (VtpModel biased = VtpModel.load(TestModels.tiny("\"init_logit_bias\": -10"), TestModels.threads(1))) {
            OptionalDouble bias = biased.logitBias();
            assertThat(bias).isPresent();
            Scores shifted = biased.logits(pixels, texts);
            assertThat((double) shifted.data()[0] - logits.data()[0]).isCloseTo(bias.getAsDouble(), within(1e-5));
        }
    }

    @Test
    void picturesMustBeMultiplesOfThePatch() {
        assertThatThrownBy(() -> model.encode(TestModels.pixels(1, 64, 72)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("64 high and 72 wide")
                .hasMessageContaining("multiples of 16");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void inputsMustBeFinite(float bad) {
        Pixels pixels = TestModels.pixels(2, 32, 32);
        pixels.data()[(4 * 32 + 3) * 32 + 5] = bad;
        assertThatThrownBy(() -> model.encode(pixels))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pixels hold " + bad + " at [1, 1, 3, 5]");
        Latents latents = Latents.zeros(1, 64, 2, 2);
        latents.data()[6] = bad;
        assertThatThrownBy(() -> model.decode(latents))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("latents hold " + bad + " at [0, 1, 1, 0]");
    }

    @Test
    void aResultThatIsNotFiniteIsAnErrorAndNoBlackPicture() {
        Latents latents = Latents.zeros(1, 64, 2, 2);
        Arrays.fill(latents.data(), Float.MAX_VALUE);
        assertThatThrownBy(() -> model.decode(latents))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("decoded pixels came out as");
    }

    @Test
    void latentsMustHaveTheModelsChannels() {
        assertThatThrownBy(() -> model.decode(Latents.zeros(1, 32, 2, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("32 channels")
                .hasMessageContaining("64");
        assertThatThrownBy(() -> new Latents(new float[10], 1, 64, 2, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("256 values, got 10");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 49408, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void tokenIdsMustBeInTheVocabulary(int id) {
        assertThatThrownBy(() -> model.tokenFeatures(List.of(new int[] {1, id})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("token id " + id)
                .hasMessageContaining("0 to 49407");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 78})
    void promptsMustFitTheContext(int length) {
        assertThatThrownBy(() -> model.tokenFeatures(List.of(new int[length])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(length + " token ids")
                .hasMessageContaining("77");
    }

    @Test
    void aSmallVocabularyRefusesWordsBeyondIt() throws IOException {
        try (VtpModel small = VtpModel.load(TestModels.tiny("\"text_vocab_size\": 500"), TestModels.threads(1))) {
            assertThat(small.tokenFeatures(List.of(new int[] {499})).count()).isOne();
            assertThatThrownBy(() -> small.textFeatures(List.of("a dog"))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void blocksMustExistAndBeNamedOnce() {
        Pixels pixels = TestModels.pixels(1, 32, 32);
        for (int[] blocks : new int[][] {{2}, {-1}, {0, 0}}) {
            assertThatThrownBy(() -> model.layers(pixels, Layers.of(blocks)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> model.layers(pixels, Layers.last(3))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> model.layers(pixels, Layers.last(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTowerThatWasNotLoadedIsNamed() throws IOException {
        LoadOptions options = TestModels.threads(1).withParts(Part.TRUNK);
        try (VtpModel trunk = VtpModel.load(TestModels.tiny(), options)) {
            Pixels pixels = TestModels.pixels(1, 32, 32);
            Latents latents = trunk.encode(pixels);
            assertThat(latents.data()).isEqualTo(model.encode(pixels).data());
            assertThatThrownBy(() -> trunk.decode(latents))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("without DECODER");
            assertThatThrownBy(() -> trunk.textFeatures(List.of("a dog")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("without TEXT");
            assertThatThrownBy(() -> trunk.imageFeatures(pixels))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("without CLIP_HEAD");
        }
    }

    @Test
    void aTowerThatTheModelLacksIsNamed() throws IOException {
        ModelSource files = TestModels.tiny("\"train_clip\": false", "\"train_reconstruction\": false");
        try (VtpModel bare = VtpModel.load(files, TestModels.threads(1))) {
            Pixels pixels = TestModels.pixels(1, 32, 32);
            Latents latents = bare.encode(pixels);
            assertThatThrownBy(() -> bare.decode(latents))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("train_reconstruction");
            assertThatThrownBy(() -> bare.textFeatures(List.of("a dog")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("train_clip");
            assertThatThrownBy(bare::logitScale)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("train_clip");
            List<String> stages = new ArrayList<>();
            bare.trace(pixels, List.of(), (stage, values, shape) -> stages.add(stage));
            assertThat(stages).contains("trunk.patches", "latents").doesNotContain("decoded", "clip.image");
        }
    }

    @Test
    void textsAreCleanedAsTheOptionsSay() throws IOException {
        LoadOptions options = TestModels.threads(1);
        try (VtpModel plain = VtpModel.load(TestModels.tiny(), options);
                VtpModel ftfy = VtpModel.load(TestModels.tiny(), options.withCleaning(TextCleaning.FTFY))) {
            assertThat(ftfy.tokenize("a dog\u2019s toy")).isEqualTo(plain.tokenize("a dog's toy"));
            assertThat(plain.tokenize("a dog\u2019s toy")).isNotEqualTo(plain.tokenize("a dog's toy"));
        }
    }

    @Test
    void afterClosingEveryCallIsRefused() throws IOException {
        VtpModel closed = VtpModel.load(TestModels.tiny(), TestModels.threads(1));
        closed.close();
        assertThatThrownBy(() -> closed.tokenize("a dog")).isInstanceOf(IllegalStateException.class);
        Pixels pixels = TestModels.pixels(1, 32, 32);
        assertThatThrownBy(() -> closed.encode(pixels)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void atLeastOneThread() {
        assertThatThrownBy(() -> LoadOptions.defaults().withThreads(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("threads is 0");
    }
}
