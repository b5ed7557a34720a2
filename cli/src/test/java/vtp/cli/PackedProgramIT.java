package vtp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
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

    private static final Path JAR = InstalledProgram.JAR;

    private InstalledProgram program;
    private Path launcher;

    @BeforeEach
    void install(@TempDir Path root) throws IOException {
        program = InstalledProgram.in(root);
        launcher = program.launcher;
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
    void lucenesServicesAreInTheJarAndItComparesByTheVectorApiAndKeepsSilent() throws Exception {
        Path index = launcher.resolveSibling("index");
        Path classes = launcher.resolveSibling("classes");
        ProcessBuilder indexing =
                program.command("index", Cli.PICTURES.toAbsolutePath().toString(), "-o", index.toString(), "--json");
        indexing.environment().put("VTP_JAVA_OPTS", "-Xlog:class+load:file=classes");
        indexing.directory(launcher.resolveSibling(".").toFile());
        assertThat(run(indexing)).singleElement().asString().contains("\"encoded\":9");
        assertThat(run("search", index.toString(), "a yellow star", "--top", "1"))
                .hasSize(2)
                .last()
                .asString()
                .endsWith("yellow-star.png");
        assertThat(classes).content().contains("org.apache.lucene.internal.vectorization.PanamaVectorUtilSupport");
        assertThat(program.err()).content().doesNotContainIgnoringCase("lucene");
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

    /** A closed stream's number would go to a file that the JVM opens, and the JVM crash when that is read. */
    @Test
    void closedStreamsFailWhereTheyAreUsed() throws Exception {
        run("--version");
        Path file = launcher.resolveSibling("texts.npy");
        String embed = "exec '" + launcher + "' embed --text-file - -o '" + file + "' <&-";
        Process process = new ProcessBuilder("/bin/sh", "-c", embed).start();
        assertThat(new String(process.getErrorStream().readAllBytes(), UTF_8))
                .contains("cannot be read: Bad file descriptor");
        assertThat(process.waitFor()).isEqualTo(2);
        Process version = new ProcessBuilder("/bin/sh", "-c", "exec '" + launcher + "' --version <&- >&-").start();
        assertThat(new String(version.getErrorStream().readAllBytes(), UTF_8))
                .contains("standard output cannot be written");
        assertThat(version.waitFor()).isEqualTo(3);
        assertThat(file).doesNotExist();
    }

    private static Set<PosixFilePermission> readers(Path file) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        permissions.retainAll(Set.of(
                PosixFilePermission.OWNER_READ, PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ));
        return permissions;
    }

    /** The lines of standard output. */
    private List<String> run(String... arguments) throws IOException, InterruptedException {
        return run(program.command(arguments));
    }

    private List<String> run(ProcessBuilder command) throws IOException, InterruptedException {
        Path out = launcher.resolveSibling("out");
        Process process = command.redirectOutput(out.toFile()).start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(program.err())).isZero();
        return Files.readAllLines(out, UTF_8);
    }
}
