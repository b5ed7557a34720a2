package vtp.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A sample, copied out of this build and built by a Maven of its own against the jars that this build has made. */
final class Project {
    /** It comes with the library. */
    static final String MODEL = "vtp-nano";

    static final Path PICTURES = absolute("../testdata/nano/pictures");
    static final String STAR = PICTURES.resolve("yellow-star.png").toString();

    private static final String VERSION = "0.1.0-SNAPSHOT";
    private static final Path JDK = Path.of(System.getProperty("java.home"));

    /** What the sample's Maven writes to: our jars, and what the user's own repository lacks. */
    private static final Path REPOSITORY = absolute("target/repository");

    private final Path folder;

    private Project(Path folder) {
        this.folder = folder;
    }

    /** Copies a sample to {@code target} and builds it there. */
    static Project built(String name) throws IOException, InterruptedException {
        for (String module : List.of("kernels", "loader", "engine")) {
            stage("vtp-" + module, Path.of("..", module));
        }
        copy(Path.of("../pom.xml"), staged("vtp-parent", "pom"));
        Path folder = absolute("target/projects").resolve(name);
        copyTree(Path.of(name), folder);
        Project project = new Project(folder);
        project.run(
                        System.getProperty("maven.command"),
                        "-B",
                        "--no-transfer-progress",
                        "-Dmaven.repo.local=" + REPOSITORY,
                        "-Dmaven.repo.local.tail=" + System.getProperty("maven.repository"),
                        "package")
                .assertSucceeded();
        return project;
    }

    /** What a program has printed, errors included, and its exit code. */
    record Result(int code, String output) {
        void assertSucceeded() {
            assertThat(code).as(output).isZero();
        }
    }

    /** Runs the sample's {@code run.sh}, with the JDK that runs this. */
    Result sample(Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", "run.sh"));
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        return run(command.toArray(String[]::new));
    }

    /** Runs a command in the sample's folder. */
    Result run(String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(Files.createDirectories(absolute("target/output")), "run", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile());
        Map<String, String> environment = builder.environment();
        List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "MAVEN_OPTS", "MAVEN_ARGS", "MAVEN_PROJECTBASEDIR")
                .forEach(environment::remove);
        environment.put("JAVA_HOME", JDK.toString());
        environment.put("PATH", JDK.resolve("bin") + ":" + environment.get("PATH"));
        int code = builder.start().waitFor();
        return new Result(code, Files.readString(output));
    }

    Path folder() {
        return folder;
    }

    private static void stage(String artifact, Path module) throws IOException {
        copy(module.resolve("pom.xml"), staged(artifact, "pom"));
        copy(module.resolve("target/" + artifact + "-" + VERSION + ".jar"), staged(artifact, "jar"));
    }

    private static Path staged(String artifact, String type) throws IOException {
        Path folder = REPOSITORY.resolve("io/github/vtp4j/" + artifact + "/" + VERSION);
        return Files.createDirectories(folder).resolve(artifact + "-" + VERSION + "." + type);
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file));
                Files.createDirectories(copy.getParent());
                copy(file, copy);
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    }

    private static Path absolute(String path) {
        return Path.of(path).toAbsolutePath().normalize();
    }
}
