package vtp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The JVM passes over a compile command for a method that it does not know: a renamed loop would be slow to start, and nobody would see why. */
class JvmOptionsTest {
    private static final Pattern COMMAND =
            Pattern.compile("-XX:CompileCommand=\\w+,(vtp\\.kernels\\.[\\w$]+)::(\\w*)(\\*?)(?:,.*)?");

    private static List<String> commands() throws IOException {
        return Files.readAllLines(Path.of("jvm.options")).stream()
                .filter(line -> line.startsWith("-XX:CompileCommand=") && !line.endsWith("=quiet"))
                .toList();
    }

    @TestFactory
    List<DynamicTest> everyCompileCommandNamesAMethod() throws IOException {
        return commands().stream()
                .map(command -> DynamicTest.dynamicTest(command, () -> {
                    Matcher parts = COMMAND.matcher(command);
                    assertThat(parts.matches()).isTrue();
                    Class<?> type = Class.forName(parts.group(1), false, JvmOptionsTest.class.getClassLoader());
                    assertThat(Arrays.stream(type.getDeclaredMethods()).map(Method::getName))
                            .anyMatch(name -> parts.group(3).isEmpty()
                                    ? name.equals(parts.group(2))
                                    : name.startsWith(parts.group(2)));
                }))
                .toList();
    }

    @Test
    void loopsThatAreCompiledEarlyAreWaitedForAndStandAlone() throws IOException {
        List<String> early = methods("CompileThresholdScaling");
        assertThat(early)
                .isNotEmpty()
                .containsExactlyElementsOf(methods("BackgroundCompilation"))
                .containsExactlyElementsOf(methods("dontinline"));
    }

    private static List<String> methods(String option) throws IOException {
        return commands().stream()
                .filter(command -> command.contains("=" + option + ","))
                .map(command -> command.split(",", -1)[1])
                .toList();
    }
}
