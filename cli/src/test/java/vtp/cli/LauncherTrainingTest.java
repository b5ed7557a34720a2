package vtp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vtp.cli.FakeInstallation.Result;

/**
 * What the launcher {@code ./vtp} makes once so that the program starts fast: an AOT cache, a copy of the Vector API.
 */
class LauncherTrainingTest {

    private FakeInstallation machine;

    @BeforeEach
    void install(@TempDir Path root) throws IOException {
        machine = new FakeInstallation(root.toRealPath());
    }

    @Test
    void theCacheIsMadeOnceForEachBuildAndForEachJdk() throws Exception {
        Path jdk = machine.jdk("usr/lib/jvm/jdk", "25");
        String cache = "<-XX:AOTCache=" + machine.checkout.resolve("cli/target/vtp.aot") + ">";
        assertThat(machine.run().out()).contains(cache);
        assertThat(machine.run().out()).contains(cache);
        assertThat(machine.trainings(jdk)).hasSize(1);

        Path jar = machine.checkout.resolve("cli/target/vtp.jar");
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(2)));
        Files.setLastModifiedTime(machine.checkout.resolve("cli/target/vtp.aot"), FileTime.from(Instant.now()));
        machine.run();
        assertThat(machine.trainings(jdk)).hasSize(2);
    }

    @Test
    void otherFlagsMakeAnotherCache() throws Exception {
        Path jdk = machine.jdk("usr/lib/jvm/jdk", "25");
        machine.run();
        Path cache = machine.checkout.resolve("cli/target/vtp.aot");
        for (String options : List.of("cli/jvm.options", "cli/vector.options")) {
            Path newer = machine.checkout.resolve(options);
            int before = machine.trainings(jdk).size();
            Files.setLastModifiedTime(cache, FileTime.from(Instant.now()));
            Files.setLastModifiedTime(newer, FileTime.from(Instant.now().plusSeconds(2)));
            machine.run();
            assertThat(machine.trainings(jdk)).hasSize(before + 1);
            Files.setLastModifiedTime(newer, FileTime.from(Instant.EPOCH));
        }
    }

    @Test
    void aReplacedJdkMakesAnotherCacheHoweverOldItsFilesAre() throws Exception {
        Path jdk = machine.jdk("usr/lib/jvm/jdk", "25.0.3");
        machine.run();
        machine.run();
        machine.jdk("usr/lib/jvm/jdk", "25.0.4");
        Files.setLastModifiedTime(jdk.resolve("release"), FileTime.from(Instant.EPOCH));
        machine.run();
        assertThat(machine.trainings(jdk)).hasSize(2);
    }

    @Test
    void itsClassesComeFromACopyOnTheBootClassPath() throws Exception {
        FakeInstallation.addImageTool(machine.jdk("usr/lib/jvm/jdk", "25"));
        Path copy = machine.checkout.resolve("cli/target/vector.jar");
        for (int i = 0; i < 2; i++) {
            assertThat(machine.run().out())
                    .contains(
                            "<-Xbootclasspath/a:" + copy + ">",
                            "<@" + machine.checkout.resolve("cli/vector.options") + ">")
                    .noneMatch(line -> line.contains("--add-modules"));
        }
        assertThat(copy).hasContent("jar");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vector.jar", "vtp.aot", "vtp.trained"})
    void whatIsGoneOrAFolderIsMadeAgain(String name) throws Exception {
        Path jdk = machine.jdk("usr/lib/jvm/jdk", "25");
        FakeInstallation.addImageTool(jdk);
        List<String> first = machine.run().out();
        Path made = machine.checkout.resolve("cli/target").resolve(name);
        Files.delete(made);
        assertThat(machine.run().out()).isEqualTo(first);
        assertThat(made).isNotEmptyFile();
        Files.delete(made);
        Files.createDirectory(made);
        assertThat(machine.run().out()).isEqualTo(first);
        assertThat(made).isNotEmptyFile();
        assertThat(machine.trainings(jdk)).hasSize(3);
    }

    @Test
    void withoutACopyTheyComeFromTheModule() throws Exception {
        machine.jdk("usr/lib/jvm/jdk", "25");
        assertThat(machine.run().out())
                .contains("<--add-modules=jdk.incubator.vector>")
                .noneMatch(line -> line.contains("bootclasspath"));
    }

    @Test
    void aLaterReleaseKeepsItsModule() throws Exception {
        FakeInstallation.addImageTool(machine.jdk("usr/lib/jvm/jdk", "26"));
        assertThat(machine.run().out())
                .contains("<--add-modules=jdk.incubator.vector>")
                .noneMatch(line -> line.contains("bootclasspath"));
    }

    @Test
    void theCopyOfAnotherJdkIsNeverUsed() throws Exception {
        FakeInstallation.addImageTool(machine.jdk("usr/lib/jvm/jdk", "25"));
        machine.run();
        machine.environment.put("JAVA_HOME", machine.jdk("another", "25").toString());
        assertThat(machine.run().out()).contains("<--add-modules=jdk.incubator.vector>");
        assertThat(machine.checkout.resolve("cli/target/vector.jar")).isEmptyFile();
    }

    @Test
    void aCacheThatCannotBeMadeIsNotMissed() throws Exception {
        Path jdk = machine.jdk("usr/lib/jvm/jdk", "25");
        String java = Files.readString(jdk.resolve("bin/java"));
        FakeInstallation.script(jdk.resolve("bin/java"), java.replace("echo cache >", ": no cache in"));
        for (int i = 0; i < 2; i++) {
            Result result = machine.run("x");
            assertThat(result.programArguments()).containsExactly("<x>");
            assertThat(result.out()).noneMatch(line -> line.contains("AOTCache"));
        }
        assertThat(machine.trainings(jdk)).hasSize(1);
    }
}
