package vtp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vtp.cli.FakeInstallation.Result;

/** When the launcher {@code ./vtp} builds the program, on machines that are made up. */
class LauncherBuildTest {

    private FakeInstallation machine;

    @BeforeEach
    void install(@TempDir Path root) throws IOException {
        machine = new FakeInstallation(root.toRealPath());
    }

    @Test
    void theFirstRunBuildsWithOneLineAndTheSecondDoesNot() throws Exception {
        Path jdk = machine.jdk("usr/lib/jvm/jdk", "25");
        Result first = machine.run();
        assertThat(first.exit()).isEqualTo(7);
        assertThat(first.err()).singleElement().asString().contains("building");
        assertThat(machine.mavenCalls())
                .singleElement()
                .asString()
                .startsWith(jdk + " ")
                .endsWith(" package");
        Result second = machine.run();
        assertThat(second.exit()).isEqualTo(7);
        assertThat(second.err()).isEmpty();
        assertThat(machine.mavenCalls()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pom.xml",
                "cli/pom.xml",
                "kernels/src/main/java/A.java",
                "loader/src/main/java/New.java",
                "engine/src/main/resources/new/table.txt",
                "cli/src/main/java/A.java",
                "cli/src/build/java/Pack.java",
                "new-module/pom.xml",
                "new-module/src/main/java/A.java",
                "testdata/nano/config.json",
            })
    void aNewerSourceIsBuilt(String source) throws Exception {
        machine.jdk("usr/lib/jvm/jdk", "25");
        machine.run();
        Path file = machine.checkout.resolve(source);
        FakeInstallation.write(file, "changed");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(1)));
        machine.run();
        assertThat(machine.mavenCalls()).hasSize(2);
    }

    @Test
    void aSourceSavedDuringTheBuildIsBuiltNextTime() throws Exception {
        machine.jdk("usr/lib/jvm/jdk", "25");
        machine.maven("sleep 1; echo changed > cli/src/main/java/A.java; sleep 1; echo jar > cli/target/vtp.jar");
        machine.run();
        machine.maven("echo jar > cli/target/vtp.jar");
        machine.run();
        machine.run();
        assertThat(machine.mavenCalls()).hasSize(2);
    }

    @Test
    void aFailedBuildShowsWhyAndIsTriedAgain() throws Exception {
        machine.jdk("usr/lib/jvm/jdk", "25");
        machine.maven("echo '[ERROR] A.java:[1,2] oops'; exit 1");
        for (int i = 1; i <= 2; i++) {
            Result result = machine.run();
            assertThat(result.exit()).isEqualTo(3);
            assertThat(result.out()).isEmpty();
            assertThat(result.err())
                    .contains("[ERROR] A.java:[1,2] oops")
                    .last()
                    .asString()
                    .contains("vtp-build.log");
            assertThat(machine.mavenCalls()).hasSize(i);
        }
    }

    @Test
    void withoutSourcesTheJarIsOnlyRun() throws Exception {
        machine.jdk("usr/lib/jvm/jdk", "25");
        Files.delete(machine.checkout.resolve("pom.xml"));
        Result missing = machine.run();
        assertThat(missing.exit()).isEqualTo(3);
        assertThat(missing.err()).singleElement().asString().contains("vtp.jar");

        FakeInstallation.write(machine.checkout.resolve("cli/target/vtp.jar"), "jar");
        FakeInstallation.write(machine.checkout.resolve("cli/src/main/java/A.java"), "newer");
        assertThat(machine.run().exit()).isEqualTo(7);
        assertThat(machine.mavenCalls()).isEmpty();
    }

    @Test
    void whatAnEarlierBuildLeftIsNotUsed() throws Exception {
        machine.jdk("usr/lib/jvm/jdk", "25");
        Path half = machine.checkout.resolve("kernels/target/classes/Half.class");
        FakeInstallation.write(half, "half a class");
        machine.run();
        assertThat(half).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "zip"})
    void aDamagedJarIsBuiltAnew(String damage) throws Exception {
        machine.jdk("usr/lib/jvm/jdk", "25");
        machine.run();
        Path jar = machine.checkout.resolve("cli/target/vtp.jar");
        FakeInstallation.write(jar, damage);
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(1)));
        assertThat(machine.run().exit()).isEqualTo(7);
        assertThat(jar).hasContent("jar");
        assertThat(machine.mavenCalls()).hasSize(2);
        assertThat(machine.run().err()).isEmpty();
    }

    @Test
    void aFolderInPlaceOfTheJarIsReplaced() throws Exception {
        machine.jdk("usr/lib/jvm/jdk", "25");
        machine.run();
        Path jar = machine.checkout.resolve("cli/target/vtp.jar");
        Files.delete(jar);
        FakeInstallation.write(jar.resolve("file"), "in the way");
        assertThat(machine.run().exit()).isEqualTo(7);
        assertThat(jar).hasContent("jar");
    }

    @Test
    void aDamagedJarWithoutSourcesIsNamed() throws Exception {
        machine.jdk("usr/lib/jvm/jdk", "25");
        Files.delete(machine.checkout.resolve("pom.xml"));
        FakeInstallation.write(machine.checkout.resolve("cli/target/vtp.jar"), "zip");
        Result result = machine.run();
        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.err()).singleElement().asString().contains("vtp.jar is damaged");
    }

    @Test
    void whereNothingCanBeWrittenTheOldJarRunsOrTheFolderIsNamed() throws Exception {
        machine.jdk("usr/lib/jvm/jdk", "25");
        machine.run();
        Path source = machine.checkout.resolve("cli/src/main/java/A.java");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(2)));
        machine.protectDisk();
        Result old = machine.run("x");
        assertThat(old.programArguments()).containsExactly("<x>");
        assertThat(old.err()).singleElement().asString().contains("cli/target cannot be written");

        Files.delete(machine.checkout.resolve("cli/target/vtp.jar"));
        Result none = machine.run("x");
        assertThat(none.exit()).isEqualTo(3);
        assertThat(none.err()).singleElement().asString().contains("cli/target cannot be written");
        assertThat(machine.mavenCalls()).hasSize(1);
    }
}
