package vtp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import vtp.cli.FakeInstallation.Running;

/** Several launchers at once, and some that were stopped, on machines that are made up. */
@Timeout(value = 5, unit = TimeUnit.MINUTES) // no more than a guard: it takes seconds
class LauncherTurnsTest {

    private FakeInstallation machine;

    @BeforeEach
    void install(@TempDir Path root) throws IOException {
        machine = new FakeInstallation(root.toRealPath());
    }

    @Test
    void ofTwentyAtOnceOneBuildsAndTheOthersWait() throws Exception {
        Path jdk = machine.jdk("usr/lib/jvm/jdk", "25");
        machine.maven("sleep 1; echo jar > cli/target/vtp.jar");
        List<Running> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(machine.start(machine.launcher, machine.root, "run " + i));
        }
        for (int i = 0; i < 20; i++) {
            assertThat(all.get(i).await().programArguments()).containsExactly("<run " + i + ">");
        }
        assertThat(machine.mavenCalls()).hasSize(1);
        assertThat(machine.trainings(jdk)).hasSize(1);
        assertThat(machine.checkout.resolve("cli/target/vtp.work")).doesNotExist();
    }

    @Test
    void theTurnOfADeadProcessIsOver() throws Exception {
        machine.jdk("usr/lib/jvm/jdk", "25");
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        lock(1000007, dead.pid() + ":1");
        assertThat(machine.run().err()).singleElement().asString().contains("building");
    }

    @Test
    void aLaterProcessOfTheSameNumberHasNoTurn() throws Exception {
        machine.jdk("usr/lib/jvm/jdk", "25");
        lock(1000007, ProcessHandle.current().pid() + ":1");
        assertThat(machine.run().err()).singleElement().asString().contains("building");
    }

    @Test
    void theTurnOfALiveProcessOfAnotherUserIsWaitedFor() throws Exception {
        machine.jdk("usr/lib/jvm/jdk", "25");
        lock(1000007, "1:" + birth(1));
        Running running = machine.start(machine.launcher, machine.root, "x");
        until(() -> Files.readString(running.err()).contains("waiting for another vtp"));
        assertThat(machine.mavenCalls()).isEmpty();
        lock(1000008, "free");
        assertThat(running.await().programArguments()).containsExactly("<x>");
        assertThat(machine.mavenCalls()).hasSize(1);
    }

    @Test
    void aStoppedLauncherStopsItsBuild() throws Exception {
        machine.jdk("usr/lib/jvm/jdk", "25");
        machine.maven("echo $$ > started.part; mv started.part started; exec sleep 300");
        Running running = machine.start(machine.launcher, machine.root);
        ProcessHandle build = startedBuild();
        running.process().destroy();
        assertThat(running.await().exit()).isEqualTo(143);
        until(() -> birth(build.pid()).isEmpty());
        machine.maven("echo jar > cli/target/vtp.jar");
        assertThat(machine.run().exit()).isEqualTo(7);
    }

    @Test
    void theBuildOfAKilledLauncherIsWaitedFor() throws Exception {
        machine.jdk("usr/lib/jvm/jdk", "25");
        machine.maven("""
                echo $$ > started.part; mv started.part started
                until [ -f go ]; do sleep 0.1; done
                echo jar > cli/target/vtp.jar""");
        Running killed = machine.start(machine.launcher, machine.root);
        ProcessHandle build = startedBuild();
        until(() -> locks().stream().anyMatch(owners -> owners.contains(" " + build.pid() + ":")));
        killed.process().destroyForcibly().waitFor();
        Running next = machine.start(machine.launcher, machine.root, "next");
        until(() -> Files.readString(next.err()).contains("waiting for another vtp"));
        FakeInstallation.write(machine.checkout.resolve("go"), "");
        assertThat(next.await().programArguments()).containsExactly("<next>");
        assertThat(machine.mavenCalls()).hasSize(1);
    }

    private ProcessHandle startedBuild() throws Exception {
        Path started = machine.checkout.resolve("started");
        until(() -> Files.exists(started));
        return ProcessHandle.of(Long.parseLong(Files.readString(started).strip()))
                .orElseThrow();
    }

    private void lock(int turn, String owners) throws IOException {
        Path locks = Files.createDirectories(machine.checkout.resolve("cli/target/vtp.lock"));
        Files.createSymbolicLink(locks.resolve(Integer.toString(turn)), Path.of(owners));
    }

    private List<String> locks() throws IOException {
        List<String> texts = new ArrayList<>();
        try (DirectoryStream<Path> links = Files.newDirectoryStream(machine.checkout.resolve("cli/target/vtp.lock"))) {
            for (Path link : links) {
                texts.add(Files.readSymbolicLink(link).toString());
            }
        }
        return texts;
    }

    /** What the launcher calls the birth of a process; empty if there is none. */
    private static String birth(long process) throws Exception {
        String script = ". launcher/turns.sh; find_birth " + process + "; printf %s \"$birth\"";
        Process shell = new ProcessBuilder("/bin/sh", "-c", script).start();
        return new String(shell.getInputStream().readAllBytes(), UTF_8);
    }

    /** Waits for a thing that is bound to happen. */
    private static void until(Callable<Boolean> condition) throws Exception {
        while (!condition.call()) {
            Thread.sleep(10);
        }
    }
}
