package vtp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as it is packed, started by its launcher from a folder of its own, where there is nothing to build. */
class PackedProgramIT {

    private static final Path JAR = Path.of("target/vtp.jar");

    private Path launcher;

    @BeforeEach
    void install(@TempDir Path root) throws IOException {
        Path folder = Files.createDirectories(root.resolve("a folder/cli/target"))
                .getParent()
                .getParent();
        Files.copy(JAR, folder.resolve("cli/target/vtp.jar"));
        for (String options : List.of("jvm.options", "vector.options")) {
            Files.copy(Path.of(options), folder.resolve("cli").resolve(options));
        }
        Path parts = Files.createDirectories(folder.resolve("cli/launcher"));
        for (String part : FakeInstallation.PARTS) {
            Files.copy(Path.of("launcher", part), parts.resolve(part));
        }
        launcher = Files.copy(Path.of("../vtp"), folder.resolve("vtp"));
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void itStartsWithTheAotCacheThatItMade() throws Exception {
        assertThat(run("--version")).first().asString().startsWith("vtp ");
        assertThat(launcher.resolveSibling("cli/target/vtp.aot")).isNotEmptyFile();
        assertThat(launcher.resolveSibling("cli/target/vector.jar")).isNotEmptyFile();
        assertThat(run("--help")).anyMatch(line -> line.contains("--version"));
    }

    @Test
    void theJarHoldsTheBuiltInModelUncompressedAndNoSignatures() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            JarEntry weights = jar.getJarEntry("vtp-nano/model.safetensors");
            assertThat(weights.getMethod()).isEqualTo(JarEntry.STORED);
            assertThat(weights.getSize()).isEqualTo(Files.size(Path.of("../testdata/nano/model.safetensors")));
            assertThat(jar.getJarEntry("vtp-nano/config.json")).isNotNull();
            assertThat(jar.getJarEntry("META-INF/LICENSE")).isNotNull();
            assertThat(jar.getJarEntry("META-INF/NOTICE")).isNotNull();
            assertThat(jar.stream().map(JarEntry::getName))
                    .noneMatch(name -> name.endsWith(".SF") || name.endsWith(".so") || name.endsWith(".dll"));
        }
    }

    /** The jar has only what is reached of the libraries that read archives and Parquet. */
    @Test
    void dataSetsAreReadByWhatTheJarHasOfTheLibraries() throws Exception {
        Path parquet = Path.of("../testdata/datasets/parquet").toRealPath();
        Path pictures = launcher.resolveSibling("pictures");
        Files.createDirectories(pictures);
        Files.writeString(pictures.resolve("0.cls"), "3");
        Files.copy(Path.of("../testdata/nano/pictures/black-star.png"), pictures.resolve("0.png"));
        Path tar = launcher.resolveSibling("one.tar");
        assertThat(new ProcessBuilder("tar", "cf", tar.toString(), "-C", pictures.toString(), "0.cls", "0.png")
                        .start()
                        .waitFor())
                .isZero();
        for (String file : List.of(
                parquet + "/pages-gzip.parquet", parquet + "/train-{00000..00001}-of-00002.parquet", tar.toString())) {
            Path out = launcher.resolveSibling("latents-" + Path.of(file).getFileName());
            run("extract", file, "-o", out.toString());
            assertThat(out.resolve("latents_stats.pt")).exists();
        }
    }

    @Test
    void lucenesServicesAreInTheJarAndItKeepsSilent() throws Exception {
        Path index = launcher.resolveSibling("index");
        assertThat(run("index", Cli.PICTURES.toAbsolutePath().toString(), "-o", index.toString(), "--json"))
                .singleElement()
                .asString()
                .contains("\"encoded\":9");
        assertThat(run("search", index.toString(), "a yellow star", "--top", "1"))
                .hasSize(2)
                .last()
                .asString()
                .endsWith("yellow-star.png");
        assertThat(launcher.resolveSibling("err")).content().doesNotContainIgnoringCase("lucene");
    }

    @Test
    void whatABuildMakesMayBeReadByAllWhoMayReadWhatItIsMadeOf() throws Exception {
        run("--version");
        Set<PosixFilePermission> usual = readers(Files.createFile(launcher.resolveSibling("new")));
        for (String file : List.of("vtp.jar", "vtp.aot", "vector.jar", "vtp.jdk", "vtp.trained")) {
            assertThat(readers(launcher.resolveSibling("cli/target/" + file)))
                    .as(file)
                    .isEqualTo(usual);
        }
        assertThat(readers(JAR)).isEqualTo(usual);
    }

    @Test
    void javaAloneReadsAnArgumentRightOrSaysWhatToDo() throws Exception {
        // The shell makes the argument: this JVM's own locale may lack the character.
        String java = "exec '" + System.getProperty("java.home") + "/bin/java' -jar '" + JAR + "'";
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", java + " tokenize \"$(printf 'caf\\303\\251')\"");
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
        if (process.waitFor() == 0) {
            assertThat(out).contains("49406 15304 49407");
        } else {
            assertThat(process.exitValue()).isEqualTo(2);
            assertThat(err).contains("set LC_ALL=C.UTF-8");
        }
    }

    private static Set<PosixFilePermission> readers(Path file) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        permissions.retainAll(Set.of(
                PosixFilePermission.OWNER_READ, PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ));
        return permissions;
    }

    /** The lines of standard output, in a locale that is not UTF-8. */
    private List<String> run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        Path out = launcher.resolveSibling("out");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        launcher.resolveSibling("err").toFile()));
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("JDK_JAVA_OPTIONS", "-XX:+NoSuchOption");
        builder.environment()
                .put("JAVA_HOME", Path.of(System.getProperty("java.home")).toString());
        Process process = builder.start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(launcher.resolveSibling("err")))
                .isZero();
        return Files.readAllLines(out, UTF_8);
    }
}
