package vtp.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;

/**
 * What the kernels want of the JVMs that they run in. As a program it prints two lines for {@code spark-defaults.conf}:
 *
 * <pre>{@code
 * java -cp vtp-spark.jar vtp.spark.JavaOptions >> "$SPARK_HOME/conf/spark-defaults.conf"
 * }</pre>
 *
 * @since 0.1.0
 */
public final class JavaOptions {
    private static final String EXECUTOR = "spark.executor.extraJavaOptions";
    private static final String DRIVER = "spark.driver.extraJavaOptions";

    private JavaOptions() {}

    /** Prints the lines. */
    public static void main(String[] arguments) {
        System.out.println(EXECUTOR + " " + text());
        System.out.println(DRIVER + " " + text());
    }

    /** The options in one line: those of the command line, and the module of the Vector API. */
    public static String text() {
        try (InputStream in = Objects.requireNonNull(JavaOptions.class.getResourceAsStream("jvm.options"))) {
            String lines = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return lines.lines()
                    .map(String::strip)
                    .filter(line -> line.startsWith("-"))
                    .collect(Collectors.joining(" ", "--add-modules=jdk.incubator.vector ", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has the executors of an application started with them, before what the user wants of their JVMs. */
    static void addTo(SparkConf configuration) {
        String given = configuration.get(EXECUTOR, "");
        if (!given.contains("vtp.kernels.flags")) {
            configuration.set(EXECUTOR, (text() + " " + given).strip());
        }
    }
}
