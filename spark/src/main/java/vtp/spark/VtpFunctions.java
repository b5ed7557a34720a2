package vtp.spark;

import java.io.IOException;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The model as functions of SQL. Pictures are the bytes of their files, as {@code binaryFile} reads them.
 *
 * <pre>{@code
 * VtpFunctions.register(spark, Map.of("model", "base"));
 * spark.sql("SELECT path, vtp_embed_image(content) FROM pictures");
 * }</pre>
 *
 * <table>
 * <caption>The functions</caption>
 * <tr><td>{@code vtp_encode(content)}</td><td>latent, (K, h, w) row-major, of the middle square; floats</td></tr>
 * <tr><td>{@code vtp_decode(latent)}</td><td>the bytes of a PNG file</td></tr>
 * <tr><td>{@code vtp_embed_image(content)}</td><td>CLIP's feature, of length 1; floats</td></tr>
 * <tr><td>{@code vtp_embed_text(text)}</td><td>CLIP's feature, of length 1; floats</td></tr>
 * <tr><td>{@code vtp_features(content, layer)}</td><td>class token and mean of the patches' tokens after a block,
 *     through the final norm, 2 C floats; blocks count from 0, or from −1, the last</td></tr>
 * <tr><td>{@code vtp_classify(content, labels)}</td><td>how probable each label is; floats</td></tr>
 * <tr><td>{@code vtp_error(content)}</td><td>why the file cannot be used; null if it can</td></tr>
 * </table>
 *
 * <p>Null in, null out. A bad picture gives null, or fails the job if {@link VtpOptions#failing} says so. A latent of a
 * wrong length, or a layer that the model lacks, always fails it.
 *
 * <p>{@link VtpExtensions} registers them for those who only write SQL.
 *
 * @since 0.1.0
 */
public final class VtpFunctions {
    private VtpFunctions() {}

    /**
     * Registers the functions, with the settings {@code spark.vtp.…} of the session.
     *
     * @throws IllegalArgumentException if a setting means nothing
     * @throws IOException if the model is not here, and no sum of it is given
     */
    public static void register(SparkSession spark) throws IOException {
        register(spark, CollectionConverters.asJava(spark.conf().getAll()));
    }

    /**
     * Registers the functions.
     *
     * @param settings as {@link VtpOptions#of} takes them
     * @throws IllegalArgumentException if a setting means nothing
     * @throws IOException if the model is not here, and no sum of it is given
     */
    public static void register(SparkSession spark, Map<String, String> settings) throws IOException {
        register(spark, VtpOptions.of(settings));
    }

    /**
     * Registers the functions.
     *
     * @throws IOException if the model is not here, and no sum of it is given
     */
    public static void register(SparkSession spark, VtpOptions options) throws IOException {
        VtpOptions checked = options.checked();
        ExecutorModels.closeWith(spark.sparkContext());
        for (VtpFunction function : VtpFunction.values()) {
            if (function.arity() == 1) {
                UDF1<Object, Object> one = in -> function.call(checked, in);
                spark.udf().register(function.sqlName(), one, function.type());
            } else {
                UDF2<Object, Object, Object> two = (first, second) -> function.call(checked, first, second);
                spark.udf().register(function.sqlName(), two, function.type());
            }
        }
    }
}
