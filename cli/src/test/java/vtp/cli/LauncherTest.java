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

/** How the launcher {@code ./vtp} starts the program, on machines that are made up. */
class LauncherTest {

    private FakeInstallation machine;

    @BeforeEach
    void install(@TempDir Path root) throws IOException {
        machine = new FakeInstallation(root.toRealPath());
    }

    @Test
    void argumentsArriveAsTheyAre() throws Exception {
        machine.jdk("usr/lib/jvm/jdk", "25");
        Result result = machine.run("a b", "", "*", "it's", "\"q\"", "--", "-Xmx1g", "$HOME", "@file", "back\\slash");
        assertThat(result.exit()).isEqualTo(7);
        assertThat(result.programArguments())
                .containsExactly(
                        "<a b>",
                        "<>",
                        "<*>",
                        "<it's>",
                        "<\"q\">",
                        "<-->",
                        "<-Xmx1g>",
                        "<$HOME>",
                        "<@file>",
                        "<back\\slash>");
    }

    @Test
    void argumentsAreUtf8UnderAnyLocale() throws Exception {
        machine.jdk("usr/lib/jvm/jdk", "25");
        machine.environment.put("LC_ALL", "C");
        assertThat(machine.run().out()).contains("LC_ALL: C.UTF-8");
    }

    @Test
    void optionsForOtherProgramsStayOutAndOursCome() throws Exception {
        machine.jdk("usr/lib/jvm/jdk", "25");
        machine.environment.put("JDK_JAVA_OPTIONS", "-XX:+Nonsense");
        machine.environment.put("VTP_JAVA_OPTS", "-XX:UseAVX=2 -Xmx1g");
        Result result = machine.run();
        assertThat(result.out())
                .contains("JDK_JAVA_OPTIONS: ")
                .containsSubsequence(
                        "<@" + machine.checkout.resolve("cli/jvm.options") + ">",
                        "<-XX:UseAVX=2>",
                        "<-Xmx1g>",
                        "<vtp.cli.Main>");
    }

    @Test
    void itRunsFromAnywhereThroughLinks() throws Exception {
        machine.jdk("usr/lib/jvm/jdk", "25");
        Path bin = Files.createDirectories(machine.root.resolve("home/bin dir"));
        Files.createSymbolicLink(bin.resolve("one"), Path.of("../my checkout/vtp"));
        Files.createSymbolicLink(machine.root.resolve("two"), bin.resolve("one"));
        String jar = "<" + machine.checkout.resolve("cli/target/vtp.jar") + ">";
        assertThat(machine.start(machine.root.resolve("two"), bin).await().out())
                .contains(jar);
        assertThat(machine.start(Path.of("./one"), bin).await().out()).contains(jar);
        assertThat(machine.start(Path.of("./vtp"), machine.checkout).await().out())
                .contains(jar);
        machine.environment.compute("PATH", (name, path) -> bin + ":" + path);
        assertThat(machine.start(Path.of("/usr/bin/env"), machine.root, "one")
                        .await()
                        .out())
                .contains(jar);
    }

    @Test
    void aCurrentFolderThatIsGoneIsTold() throws Exception {
        machine.jdk("usr/lib/jvm/jdk", "25");
        Path gone = Files.createDirectory(machine.root.resolve("gone"));
        String start = "/bin/rmdir '" + gone + "'; exec '" + machine.launcher + "' x";
        Result result = machine.start(Path.of("/bin/sh"), gone, "-c", start).await();
        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.err().get(result.err().size() - 1)) // the shell itself may complain before
                .isEqualTo("vtp: the current folder has been deleted: change to another");
    }

    @ParameterizedTest
    @ValueSource(strings = {"JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "VTP_JAVA_OPTS"})
    void anotherCollectorOrHeapTakesThePlaceOfOurs(String variable) throws Exception {
        machine.jdk("usr/lib/jvm/jdk", "25");
        assertThat(machine.run().out()).contains("<-XX:+UseSerialGC>", "<-Xms64m>");
        machine.environment.put(variable, "-XX:+UseZGC");
        assertThat(machine.run().out()).contains("<-Xms64m>").doesNotContain("<-XX:+UseSerialGC>");
        machine.environment.put(variable, "-Xmx48m");
        assertThat(machine.run().out()).contains("<-XX:+UseSerialGC>").doesNotContain("<-Xms64m>");
    }

    @Test
    void aLimitOfTheAddressSpaceIsKept() throws Exception {
        machine.jdk("usr/lib/jvm/jdk", "25");
        Path shell = Path.of("/bin/sh");
        String start = "ulimit -v 4000000; exec '" + machine.launcher + "' x";
        assertThat(machine.start(shell, machine.root, "-c", start).await().out())
                .contains("<-Xmx1000000k>")
                .doesNotContain("<-Xms64m>");
        Result small = machine.start(shell, machine.root, "-c", start.replace("4000000", "1000000"))
                .await();
        assertThat(small.exit()).isEqualTo(3);
        assertThat(small.err()).singleElement().asString().contains("ulimit -v allows 1000000 kB");
    }

    /** A JVM without memory ends with 1, or with an abort; the program ends with 65 where it means 1. */
    @ParameterizedTest
    @CsvSource({"1, 3", "134, 3", "65, 1", "0, 0", "2, 2", "130, 130"})
    void aJvmThatGetsNoMoreMemoryIsToldFromInputsThatFailed(int ofJvm, int ofLauncher) throws Exception {
        Path jdk = machine.jdk("usr/lib/jvm/jdk", "25");
        machine.run();
        FakeInstallation.script(jdk.resolve("bin/java"), """
                #!/bin/sh
                case $* in *-version*) exit 0 ;; esac
                case $* in *-Dvtp.inputs.failed.code=65*) read -r line && echo "$line" ;; esac
                exit %d
                """.formatted(ofJvm));
        String start = "ulimit -v 4000000; echo input | '" + machine.launcher + "' x";
        Result result =
                machine.start(Path.of("/bin/sh"), machine.root, "-c", start).await();
        assertThat(result.exit()).isEqualTo(ofLauncher);
        assertThat(result.out()).containsExactly("input");
        if (ofLauncher == 3) {
            assertThat(result.err()).singleElement().asString().contains("no more memory: ulimit -v allows 4000000 kB");
        } else {
            assertThat(result.err()).isEmpty();
        }
    }

    @Test
    void underALimitTheProgramIsToldToEnd() throws Exception {
        Path jdk = machine.jdk("usr/lib/jvm/jdk", "25");
        machine.run();
        FakeInstallation.script(jdk.resolve("bin/java"), """
                #!/bin/sh
                case $* in *-version*) exit 0 ;; esac
                trap 'echo told to end; exit 143' TERM
                echo started
                while :; do sleep 0.1; done
                """);
        String start = "ulimit -v 4000000; exec '" + machine.launcher + "' x";
        FakeInstallation.Running running = machine.start(Path.of("/bin/sh"), machine.root, "-c", start);
        while (Files.size(running.out()) == 0) {
            Thread.sleep(20);
        }
        running.process().destroy();
        Result result = running.await();
        assertThat(result.exit()).isEqualTo(143);
        assertThat(result.out()).containsExactly("started", "told to end");
    }

    @Test
    void ofAJvmThatDoesNotStartOneLineSaysWhy() throws Exception {
        Path jdk = machine.jdk("usr/lib/jvm/jdk", "25");
        machine.run();
        FakeInstallation.script(jdk.resolve("bin/java"), """
                #!/bin/sh
                echo 'Picked up JAVA_TOOL_OPTIONS: -X' >&2
                echo 'Error occurred during initialization of VM' >&2
                echo 'It is too small' >&2
                exit 1
                """);
        machine.environment.put("VTP_JAVA_OPTS", "-Xmx1k");
        Result result = machine.run("x");
        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .singleElement()
                .asString()
                .endsWith("does not start: It is too small; VTP_JAVA_OPTS is \"-Xmx1k\"");
    }
}
