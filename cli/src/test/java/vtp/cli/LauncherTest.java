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
import vtp.cli.FakeInstallation.Running;

/** The launcher {@code ./vtp}, on machines that are made up. */
class LauncherTest {

    private FakeInstallation machine;

    @BeforeEach
    void install(@TempDir Path root) throws IOException {
        machine = new FakeInstallation(root.toRealPath());
    }

    // Which JDK

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

    // How the program is started

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
    void itsOwnShareOfTheStartIsSmall() throws Exception {
        machine.jdk("usr/lib/jvm/jdk", "25");
        machine.run();
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            long start = System.nanoTime();
            machine.run();
            best = Math.min(best, System.nanoTime() - start);
        }
        assertThat(best).as("nanoseconds of the fastest of 20 runs").isLessThan(50_000_000);
    }

    // When it builds

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
    void twoAtOnceBuildOnce() throws Exception {
        machine.jdk("usr/lib/jvm/jdk", "25");
        machine.maven("sleep 2; echo jar > cli/target/vtp.jar");
        Running one = machine.start(machine.launcher, machine.root, "one");
        Running two = machine.start(machine.launcher, machine.root, "two");
        assertThat(one.await().programArguments()).containsExactly("<one>");
        assertThat(two.await().programArguments()).containsExactly("<two>");
        assertThat(machine.mavenCalls()).hasSize(1);
        assertThat(machine.checkout.resolve("cli/target/vtp.lock")).doesNotExist();
    }

    @Test
    void aLockWhoseOwnerDiedIsTakenOver() throws Exception {
        machine.jdk("usr/lib/jvm/jdk", "25");
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        FakeInstallation.write(machine.checkout.resolve("cli/target/vtp.lock/owner"), dead.pid() + "\n");
        assertThat(machine.run().exit()).isEqualTo(7);
        assertThat(machine.mavenCalls()).hasSize(1);
    }

    @Test
    void aStoppedBuildLeavesNoLock() throws Exception {
        machine.jdk("usr/lib/jvm/jdk", "25");
        machine.maven("touch started; sleep 2");
        Running running = machine.start(machine.launcher, machine.root);
        while (!Files.exists(machine.checkout.resolve("started"))) {
            Thread.sleep(10);
        }
        running.process().destroy();
        assertThat(running.await().exit()).isEqualTo(143);
        assertThat(machine.checkout.resolve("cli/target/vtp.lock")).doesNotExist();
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

    // The AOT cache

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

    // The Vector API

    @Test
    void itsClassesComeFromACopyOnTheBootClassPath() throws Exception {
        FakeInstallation.addImageTools(machine.jdk("usr/lib/jvm/jdk", "25"));
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

    @Test
    void withoutACopyTheyComeFromTheModule() throws Exception {
        machine.jdk("usr/lib/jvm/jdk", "25");
        assertThat(machine.run().out())
                .contains("<--add-modules=jdk.incubator.vector>")
                .noneMatch(line -> line.contains("bootclasspath"));
    }

    @Test
    void aLaterReleaseKeepsItsModule() throws Exception {
        FakeInstallation.addImageTools(machine.jdk("usr/lib/jvm/jdk", "26"));
        assertThat(machine.run().out())
                .contains("<--add-modules=jdk.incubator.vector>")
                .noneMatch(line -> line.contains("bootclasspath"));
    }

    @Test
    void theCopyOfAnotherJdkIsNeverUsed() throws Exception {
        FakeInstallation.addImageTools(machine.jdk("usr/lib/jvm/jdk", "25"));
        machine.run();
        machine.environment.put("JAVA_HOME", machine.jdk("another", "25").toString());
        assertThat(machine.run().out()).contains("<--add-modules=jdk.incubator.vector>");
        assertThat(machine.checkout.resolve("cli/target/vector.jar")).doesNotExist();
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
