package vtp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vtp.cli.FakeInstallation.Result;

/** Which JDK the launcher {@code ./vtp} takes, on machines that are made up. */
class LauncherJdkTest {

    private FakeInstallation machine;

    @BeforeEach
    void install(@TempDir Path root) throws IOException {
        machine = new FakeInstallation(root.toRealPath());
    }

    @Test
    void javaHomeComesFirst() throws Exception {
        machine.jdk("usr/lib/jvm/another", "25.0.1");
        Path jdk = machine.jdk("my jdk", "26-ea");
        machine.environment.put("JAVA_HOME", jdk.toString());
        assertThat(machine.run().out()).contains("java: " + jdk + "/bin/java");
    }

    @Test
    void theJavaOnThePathComesNextThroughLinks() throws Exception {
        machine.environment.put("JAVA_HOME", machine.jdk("old", "17.0.15").toString());
        machine.jdk("usr/lib/jvm/another", "25.0.1");
        Path jdk = machine.jdk("opt/mine", "25.0.3");
        Path links = Files.createDirectories(machine.root.resolve("links"));
        Files.createSymbolicLink(links.resolve("java"), Path.of("alternative"));
        Files.createSymbolicLink(links.resolve("alternative"), jdk.resolve("bin/java"));
        machine.environment.compute("PATH", (name, path) -> links + ":" + path);
        assertThat(machine.run().out()).contains("java: " + jdk + "/bin/java");
    }

    @Test
    void aShimOnThePathIsAskedForItsHome() throws Exception {
        Path jdk = machine.jdk("tools of mine/25", "25");
        Path shims = machine.root.resolve("shims");
        FakeInstallation.script(shims.resolve("java"), "#!/bin/sh\necho '    java.home = " + jdk + "' >&2\n");
        machine.environment.compute("PATH", (name, path) -> shims + ":" + path);
        assertThat(machine.run().out()).contains("java: " + jdk + "/bin/java");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "usr/lib/jvm/temurin-25",
                "usr/java/jdk-25",
                "opt/java/openjdk",
                "opt/jdk-25",
                "home/.sdkman/candidates/java/25.0.3-tem",
                "home/.jdks/temurin-25",
                "Library/Java/JavaVirtualMachines/temurin-25.jdk/Contents/Home",
                "home/Library/Java/JavaVirtualMachines/temurin-25.jdk/Contents/Home",
                "opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home",
                "usr/local/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home",
            })
    void theUsualPlacesAreSearched(String place) throws Exception {
        machine.jdk("usr/lib/jvm/a-java-17", "17.0.15");
        Path jdk = machine.jdk(place, "25.0.3");
        assertThat(machine.run().out()).contains("java: " + jdk + "/bin/java");
    }

    @Test
    void macOsIsAskedForItsJavaHome() throws Exception {
        Path jdk = machine.jdk("Users/me/jdk", "25.0.3");
        FakeInstallation.script(machine.root.resolve("usr/libexec/java_home"), """
                #!/bin/sh
                [ "$*" = "-F -v 25+" ] && echo '%s'
                """.formatted(jdk));
        // What macOS has for a java when there is none: it must not be run.
        Path stub = machine.root.resolve("usr/bin/java");
        FakeInstallation.script(stub, "#!/bin/sh\ntouch '" + machine.root + "/window-opened'\nexit 1\n");
        machine.environment.compute("PATH", (name, path) -> stub.getParent() + ":" + path);
        assertThat(machine.run().out()).contains("java: " + jdk + "/bin/java");
        assertThat(machine.root.resolve("window-opened")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"1, x86_64, 1", "1, aarch64, 0", "0, x86_64, 0"})
    void aJdkThatRosettaWouldTranslateIsWarnedOfOnce(String appleCpu, String arch, int warnings) throws Exception {
        FakeInstallation.script(machine.root.resolve("usr/sbin/sysctl"), """
                #!/bin/sh
                [ "$*" = "-n hw.optional.arm64" ] && echo %s
                """.formatted(appleCpu));
        Path jdk = machine.jdk("opt/jdk-25", "25.0.3");
        FakeInstallation.write(jdk.resolve("release"), "JAVA_VERSION=\"25.0.3\"\nOS_ARCH=\"" + arch + "\"\n");
        assertThat(machine.run().err())
                .filteredOn(line -> line.contains(jdk + " is for Intel's CPUs"))
                .hasSize(warnings);
        assertThat(machine.run().err()).isEmpty();
    }

    @Test
    void withoutAJdkOneLineTellsHowToGetOne() throws Exception {
        Result none = machine.run("--version");
        assertThat(none.exit()).isEqualTo(3);
        assertThat(none.out()).isEmpty();
        assertThat(none.err())
                .singleElement()
                .asString()
                .contains("JDK of release 25 or newer", "https://adoptium.net");

        machine.jdk("usr/lib/jvm/java-17", "17.0.15");
        machine.jdk("usr/lib/jvm/java-21", "21");
        machine.jdk("usr/lib/jvm/java-8", "1.8.0_402");
        Result old = machine.run("--version");
        assertThat(old.exit()).isEqualTo(3);
        assertThat(old.err()).singleElement().asString().contains("found only JDK 21");
    }

    @Test
    void aRuntimeWithoutACompilerIsNoJdk() throws Exception {
        Files.delete(machine.jdk("usr/lib/jvm/jre", "25").resolve("bin/javac"));
        assertThat(machine.run().exit()).isEqualTo(3);
    }

    @Test
    void theJdkFoundIsRememberedUntilTheEnvironmentOrTheJdkChanges() throws Exception {
        Path first = machine.jdk("usr/lib/jvm/b", "25.0.3");
        assertThat(machine.run().out()).contains("java: " + first + "/bin/java");
        Path earlier = machine.jdk("usr/lib/jvm/a", "25.0.3");
        assertThat(machine.run().out()).contains("java: " + first + "/bin/java");

        Path home = machine.jdk("elsewhere", "25.0.3");
        machine.environment.put("JAVA_HOME", home.toString());
        assertThat(machine.run().out()).contains("java: " + home + "/bin/java");

        Files.delete(home.resolve("bin/java"));
        assertThat(machine.run().out()).contains("java: " + earlier + "/bin/java");
    }
}
