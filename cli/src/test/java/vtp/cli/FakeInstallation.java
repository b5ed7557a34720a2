package vtp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A machine for the launcher to run on: a checkout with a Maven that writes a jar at once, and JDKs whose java prints
 * what it was started with. The launcher is the real one, but that the absolute folders it searches are below
 * {@link #root}.
 */
final class FakeInstallation {

    private static final List<String> TOOLS = List.of(
            "cat", "find", "grep", "ln", "mkdir", "mv", "readlink", "rm", "sed", "sleep", "tail", "touch", "tr");

    /** Asked for processes where there is no /proc, and not to be had on every machine that has one. */
    private static final String PROCESS_TOOL = "ps";

    /** The files of the launcher that it reads. */
    static final List<String> PARTS = List.of("find-jdk.sh", "turns.sh", "build.sh", "limit.sh");

    /** Stands for the machine's root folder. */
    final Path root;

    /** The checkout, in a folder with a blank in its name. */
    final Path checkout;

    final Path launcher;
    final Map<String, String> environment = new TreeMap<>();

    FakeInstallation(Path root) throws IOException {
        this.root = root;
        checkout = root.resolve("home/my checkout");
        launcher = checkout.resolve("vtp");
        for (String module : List.of("kernels", "loader", "engine", "cli")) {
            write(checkout.resolve(module + "/pom.xml"), "");
            write(checkout.resolve(module + "/src/main/java/A.java"), "");
        }
        write(checkout.resolve("pom.xml"), "");
        write(checkout.resolve("cli/jvm.options"), "");
        write(checkout.resolve("cli/vector.options"), "");
        write(checkout.resolve("testdata/nano/config.json"), "{}");
        maven("echo jar > cli/target/vtp.jar");
        Files.copy(Path.of("../vtp"), launcher);
        for (String part : PARTS) {
            String script = Files.readString(Path.of("launcher", part), UTF_8);
            write(
                    checkout.resolve("cli/launcher").resolve(part),
                    Pattern.compile("(?<=[ (])/(?=usr/|opt/|Library/)")
                            .matcher(script)
                            .replaceAll(root + "/"));
        }

        // Only these of the real machine's programs, so that its java is not on the PATH.
        Path tools = root.resolve("tools");
        List<String> names = new ArrayList<>(TOOLS);
        if (!Files.exists(Path.of("/proc/self/stat"))) {
            names.add(PROCESS_TOOL);
        }
        for (String tool : names) {
            script(tools.resolve(tool), "#!/bin/sh\nexec " + real(tool) + " \"$@\"\n");
        }
        environment.put("PATH", tools.toString());
        environment.put("HOME", root.resolve("home").toString());
        environment.put("LANG", "C");
    }

    private static Path real(String tool) {
        for (String folder : System.getenv("PATH").split(":", -1)) {
            Path candidate = Path.of(folder, tool);
            if (Files.isExecutable(candidate)) {
                return candidate.toAbsolutePath();
            }
        }
        throw new IllegalStateException("no " + tool + " on the PATH");
    }

    /** Makes the checkout's Maven note its call in the file {@code maven-calls} and then do {@code action}. */
    void maven(String action) {
        script(checkout.resolve("mvnw"), "#!/bin/sh\necho \"$JAVA_HOME $*\" >> maven-calls\n" + action + "\n");
    }

    /** Makes the disk one that cannot be written to, also by the superuser. */
    void protectDisk() {
        for (String tool : List.of("ln", "mkdir", "mv", "touch")) {
            script(root.resolve("tools").resolve(tool), "#!/bin/sh\necho 'Read-only file system' >&2\nexit 1\n");
        }
    }

    List<String> mavenCalls() throws IOException {
        Path calls = checkout.resolve("maven-calls");
        return Files.exists(calls) ? Files.readAllLines(calls, UTF_8) : List.of();
    }

    /** A JDK in {@code folder}, below the root. Its java exits with 7. */
    Path jdk(String folder, String version) {
        Path jdk = root.resolve(folder);
        // As the JVM does, it writes the AOT cache that it is asked for; such calls are noted in a file of their own.
        script(jdk.resolve("bin/java"), """
                #!/bin/sh
                for a in "$@"; do
                  case $a in
                    -XX:AOTCacheOutput=*)
                      echo cache > "${a#*=}"
                      echo "$*" >> "$(readlink -f "${0%/bin/java}")/trainings"
                      exit 0 ;;
                    -version) exit 0 ;;
                  esac
                done
                echo "java: $0"
                echo "LC_ALL: $LC_ALL"
                echo "JDK_JAVA_OPTIONS: $JDK_JAVA_OPTIONS"
                for a in "$@"; do printf '<%s>\\n' "$a"; done
                exit 7
                """);
        script(jdk.resolve("bin/javac"), "#!/bin/sh\n");
        script(jdk.resolve("bin/jar"), """
                #!/bin/sh
                case $1 in
                  --extract) grep -q jar && echo class > A.class ;;
                  --list) echo A.class ;;
                  --create) echo jar > "$4" ;;
                esac
                """);
        write(jdk.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\nOS_ARCH=\"x86_64\"\n");
        return jdk;
    }

    /** Gives a JDK the tool that takes its Vector API out of it. */
    static void addImageTool(Path jdk) {
        script(jdk.resolve("bin/jimage"), """
                #!/bin/sh
                mkdir -p "$3/jdk.incubator.vector"
                echo class > "$3/jdk.incubator.vector/module-info.class"
                """);
    }

    List<String> trainings(Path jdk) throws IOException {
        Path trainings = jdk.resolve("trainings");
        return Files.exists(trainings) ? Files.readAllLines(trainings, UTF_8) : List.of();
    }

    Result run(String... arguments) throws IOException, InterruptedException {
        return start(launcher, root, arguments).await();
    }

    /** Starts the launcher as {@code command} from the folder {@code directory}. */
    Running start(Path command, Path directory, String... arguments) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(command.toString());
        line.addAll(List.of(arguments));
        Path out = Files.createTempFile(root, "out", "");
        Path err = Files.createTempFile(root, "err", "");
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return new Running(builder.start(), out, err);
    }

    static void script(Path file, String text) {
        write(file, text);
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A launcher that was started. */
    record Running(Process process, Path out, Path err) {

        Result await() throws IOException, InterruptedException {
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException("still running after five minutes: " + Files.readString(err, UTF_8));
            }
            return new Result(process.exitValue(), Files.readAllLines(out, UTF_8), Files.readAllLines(err, UTF_8));
        }
    }

    /** What a launcher's run gave. */
    record Result(int exit, List<String> out, List<String> err) {

        /** The arguments that came after the main class. */
        List<String> programArguments() {
            return out.subList(out.indexOf("<vtp.cli.Main>") + 1, out.size());
        }
    }
}
