package vtp.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vtp.engine.Layers;
import vtp.engine.Models;
import vtp.engine.VtpModel;
import vtp.engine.ZeroShotClassifier;
import vtp.engine.image.PictureReader;
import vtp.engine.image.PictureWriter;
import vtp.engine.image.Pixels;
import vtp.engine.image.Preparation;
import vtp.engine.image.Rounding;
import vtp.engine.tensor.TokenFeatures;

/** The functions, in one JVM, against the model called directly. */
class VtpFunctionsTest {
    private static final Path PICTURES = Path.of("../testdata/nano/pictures");
    private static final Path STAR = PICTURES.resolve("yellow-star.png");

    private static SparkSession spark;
    private static VtpModel model;

    @BeforeAll
    static void start() throws Exception {
        spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.sql.extensions", VtpExtensions.class.getName())
                .getOrCreate();
        model = Models.load(Models.BUILT_IN);
        spark.read().format("binaryFile").load(PICTURES.toString()).createOrReplaceTempView("pictures");
    }

    @AfterAll
    static void stop() {
        model.close();
        spark.stop();
        assertThat(ExecutorModels.count()).as("models left open").isZero();
    }

    private static Pixels pixels(Preparation preparation) throws Exception {
        return model.prepare(new PictureReader().read(STAR), preparation);
    }

    private static Object star(String expression) {
        return spark.sql("SELECT " + expression + " FROM pictures WHERE path LIKE '%yellow-star.png'")
                .first()
                .get(0);
    }

    private static float[] floats(Object value) {
        List<Float> list = new ArrayList<>();
        scala.jdk.javaapi.CollectionConverters.asJava((scala.collection.Seq<?>) value)
                .forEach(element -> list.add((Float) element));
        float[] floats = new float[list.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = list.get(i);
        }
        return floats;
    }

    @Test
    void picturesBecomeLatentsAndPicturesAgain() throws Exception {
        assertThat(floats(star("vtp_encode(content)")))
                .isEqualTo(model.encode(pixels(Preparation.CROP)).data());
        byte[] png = PictureWriter.png(
                model.decode(model.encode(pixels(Preparation.CROP))).toRgb(0, Rounding.TRUNC));
        assertThat((byte[]) star("vtp_decode(vtp_encode(content))")).isEqualTo(png);
    }

    @Test
    void picturesAndTextsBecomeFeatures() throws Exception {
        Pixels squashed = pixels(Preparation.SQUASH);
        assertThat(floats(star("vtp_embed_image(content)")))
                .isEqualTo(model.imageFeatures(squashed).data());
        assertThat(floats(star("vtp_embed_text('a yellow star')")))
                .isEqualTo(model.textFeatures(List.of("a yellow star")).data());
        TokenFeatures first = model.layers(squashed, Layers.of(0)).get(0);
        float[] both = floats(star("vtp_features(content, 0)"));
        assertThat(both).startsWith(first.cls()).endsWith(first.patchMeans()).hasSize(2 * first.channels());
        int last = model.config().trunk().depth() - 1;
        assertThat(floats(star("vtp_features(content, -1)")))
                .isEqualTo(floats(star("vtp_features(content, " + last + ")")));
    }

    @Test
    void picturesAreClassified() throws Exception {
        List<String> labels = List.of("a yellow star", "a red circle");
        assertThat(floats(star("vtp_classify(content, array('a yellow star', 'a red circle'))")))
                .isEqualTo(ZeroShotClassifier.of(model, labels)
                        .classify(model, pixels(Preparation.SQUASH))
                        .row(0));
    }

    @Test
    void registeredFunctionsAreTheSameAsThoseOfTheExtension() throws Exception {
        SparkSession other = spark.newSession();
        VtpFunctions.register(other, Map.of("model", Models.BUILT_IN));
        other.read().format("binaryFile").load(STAR.toString()).createOrReplaceTempView("star");
        Row row = other.sql("SELECT vtp_encode(content), vtp_features(content, 1) FROM star")
                .first();
        assertThat(floats(row.get(0))).isEqualTo(floats(star("vtp_encode(content)")));
        assertThat(floats(row.get(1))).isEqualTo(floats(star("vtp_features(content, 1)")));
    }

    @Test
    void nullsStayNull() {
        Row row = spark.sql("SELECT vtp_encode(null), vtp_decode(null), vtp_embed_image(null), vtp_embed_text(null),"
                        + " vtp_features(null, 1), vtp_features(content, null), vtp_classify(content, null),"
                        + " vtp_error(null), vtp_error(content) FROM pictures")
                .first();
        for (int i = 0; i < row.length(); i++) {
            assertThat(row.isNullAt(i))
                    .as("column %s", row.schema().fieldNames()[i])
                    .isTrue();
        }
    }

    @Test
    void aBadPictureGivesNullAndAReason() {
        Row row = spark.sql("SELECT vtp_encode(bad), vtp_error(bad) FROM"
                        + " (SELECT substring(content, 1, 500) bad FROM pictures WHERE path LIKE '%black-star.png')")
                .first();
        assertThat(row.isNullAt(0)).isTrue();
        assertThat(row.getString(1)).contains("ends").doesNotContain("\n").doesNotContain("Exception");
    }

    @Test
    void aBadPictureFailsTheJobIfThatIsAskedFor() {
        assertThat(star("vtp_embed_image(content)")).isNotNull();
        int models = ExecutorModels.count();
        SparkSession other = spark.newSession();
        other.sql("SET spark.vtp.failures=fail");
        assertThatThrownBy(() -> other.sql("SELECT vtp_embed_image(encode('no picture', 'utf-8'))")
                        .first())
                .hasStackTraceContaining("a picture cannot be used: ");
        assertThat(ExecutorModels.count())
                .as("models that options of pictures loaded")
                .isEqualTo(models);
    }

    @Test
    void whatIsNoLatentOrNoLayerFailsTheJob() {
        assertThatThrownBy(() -> spark.sql("SELECT vtp_decode(array(1f, 2f))").first())
                .hasStackTraceContaining("2 numbers are no latent");
        assertThatThrownBy(() -> star("vtp_features(content, 99)")).hasStackTraceContaining("layer 99");
    }

    @Test
    void anotherModelThanThatOfTheSumIsRefused() {
        SparkSession other = spark.newSession();
        other.sql("SET spark.vtp.sha256=" + "0".repeat(64));
        assertThatThrownBy(() -> other.sql("SELECT vtp_embed_text('a star')").first())
                .hasStackTraceContaining("the sha256 of its weights is ");
    }

    @Test
    void settingsThatMeanNothingAreRefused() {
        assertThatThrownBy(() -> VtpOptions.of(Map.of("modle", "base")))
                .hasMessageContaining("spark.vtp.modle: no such setting");
        assertThatThrownBy(() -> VtpOptions.of(Map.of("spark.vtp.weights", "f16")))
                .hasMessageContaining("f32, bf16");
        assertThatThrownBy(() -> spark.sql("SELECT vtp_encode(content, 1) FROM pictures"))
                .hasStackTraceContaining("takes 1 argument, not 2");
    }

    @Test
    void aModelOfFilesThatSparkDistributesIsTaken(@TempDir Path folder) throws Exception {
        Path nano = Path.of("../testdata/nano");
        for (String name : List.of("config.json", "model.safetensors")) {
            Files.copy(nano.resolve(name), folder.resolve(name));
            spark.sparkContext().addFile(folder.resolve(name).toString());
        }
        SparkSession other = spark.newSession();
        other.sql("SET spark.vtp.model=files:model.safetensors");
        Row text = other.sql("SELECT vtp_embed_text('a yellow star')").first();
        assertThat(floats(text.get(0)))
                .isEqualTo(model.textFeatures(List.of("a yellow star")).data());
    }
}
