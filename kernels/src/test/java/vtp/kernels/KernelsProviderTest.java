package vtp.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import probe.AllKernels;

@Tag("any-width")
@Timeout(120)
class KernelsProviderTest {

    private static final String C2 = "OpenJDK 64-Bit Server VM";
    private static final String MIXED = "mixed mode, sharing";
    private static final String CLASSES = "target/classes";
    private static final String MODULE_FLAG = "--add-modules=jdk.incubator.vector";

    @Test
    void vectorsWhereAllIsThere() {
        KernelsProvider.Choice choice = KernelsProvider.choose(true, C2, MIXED, true);
        assertThat(choice.vectors()).isTrue();
        assertThat(choice.level()).isEqualTo(Level.OFF);
    }

    @Test
    void aHintWhereTheFlagsAreMissing() {
        KernelsProvider.Choice choice = KernelsProvider.choose(true, C2, MIXED, false);
        assertThat(choice.vectors()).isTrue();
        assertThat(choice.level()).isEqualTo(Level.INFO);
        assertThat(choice.message()).contains("jvm.options").doesNotContain("\n");
    }

    @Test
    void plainLoopsWithoutTheModule() {
        KernelsProvider.Choice choice = KernelsProvider.choose(false, C2, MIXED, true);
        assertThat(choice.vectors()).isFalse();
        assertThat(choice.level()).isEqualTo(Level.WARNING);
        assertThat(choice.message()).contains("--add-modules jdk.incubator.vector", "four times");
    }

    @Test
    void plainLoopsWithoutC2() {
        String[][] machines = {
            {C2, "interpreted mode, sharing"},
            {C2, "mixed mode, emulated-client, sharing"},
            {"Eclipse OpenJ9 VM", "JRE 25"}
        };
        for (String[] machine : machines) {
            KernelsProvider.Choice choice = KernelsProvider.choose(true, machine[0], machine[1], true);
            assertThat(choice.vectors()).isFalse();
            assertThat(choice.level()).isEqualTo(Level.WARNING);
            assertThat(choice.message()).contains(machine[0], machine[1], "C2");
        }
    }

    /** What another JVM printed: to standard output, and to standard error. */
    private record Run(String out, String err) {
        static Run of(String... arguments) throws IOException, InterruptedException {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of(arguments));
            command.add(AllKernels.class.getName());
            Path err = Files.createTempFile("vtp", ".err");
            try {
                ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
                builder.environment().remove("JDK_JAVA_OPTIONS");
                Process process = builder.start();
                String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                process.waitFor();
                return new Run(out, Files.readString(err));
            } finally {
                Files.delete(err);
            }
        }
    }

    private static String classPath() {
        return CLASSES + File.pathSeparator + "target/test-classes";
    }

    private static final String PLAIN =
            "PlainKernels 9\nPlainKernels 9\n32 bits, peak measured\ncompiled late: false\n";

    @Test
    void aProgramWithoutTheModuleRunsAfterOneWarning() throws IOException, InterruptedException {
        Run run = Run.of("-cp", classPath());
        assertThat(run.out()).isEqualToNormalizingNewlines(PLAIN);
        assertThat(run.err()).containsOnlyOnce("WARNING").containsOnlyOnce("--add-modules jdk.incubator.vector");
    }

    @Test
    void soItDoesOnTheModulePath() throws IOException, InterruptedException {
        Run run = Run.of("-p", CLASSES, "--add-modules=vtp.kernels", "-cp", "target/test-classes");
        assertThat(run.out()).isEqualToNormalizingNewlines(PLAIN);
        assertThat(run.err()).containsOnlyOnce("--add-modules jdk.incubator.vector");
    }

    @Test
    void withTheModuleItHasVectorsAndAHint() throws IOException, InterruptedException {
        for (String[] path : new String[][] {
            {"-cp", classPath()}, {"-p", CLASSES, "--add-modules=vtp.kernels", "-cp", "target/test-classes"}
        }) {
            List<String> arguments =
                    new ArrayList<>(List.of(MODULE_FLAG, "--enable-native-access=ALL-UNNAMED,vtp.kernels"));
            arguments.addAll(List.of(path));
            Run run = Run.of(arguments.toArray(String[]::new));
            assertThat(run.out())
                    .startsWith("SimdKernels 9")
                    .contains(FmaPeak.vectorBits() + " bits", "compiled late: true");
            assertThat(run.err()).containsOnlyOnce("without the flags");
        }
    }

    @Test
    void withTheModuleAndTheFlagsItSaysNothing() throws IOException, InterruptedException {
        Run run = Run.of(
                MODULE_FLAG, "-Dvtp.kernels.flags=true", "--enable-native-access=ALL-UNNAMED", "-cp", classPath());
        assertThat(run.out()).startsWith("SimdKernels 9").contains("compiled late: false");
        assertThat(run.err()).doesNotContain("jvm.options").doesNotContain("plain loops");
    }

    @Test
    void withoutC2ItHasPlainLoopsAndAWarning() throws IOException, InterruptedException {
        Run run = Run.of(MODULE_FLAG, "-XX:TieredStopAtLevel=1", "-cp", classPath());
        assertThat(run.out()).isEqualToNormalizingNewlines(PLAIN);
        assertThat(run.err()).containsOnlyOnce("does not compile with C2").doesNotContain("started without");
    }
}
