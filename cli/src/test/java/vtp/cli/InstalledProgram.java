package vtp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program as it is packed, with its launcher, in a folder of its own where there is nothing to build. */
final class InstalledProgram {
    static final Path JAR = Path.of("target/vtp.jar");

    /** The script that starts it. */
    final Path launcher;

    private InstalledProgram(Path launcher) {
        this.launcher = launcher;
    }

    /** Installs it in a folder with a blank in its name. */
    static InstalledProgram in(Path root) throws IOException {
        Path folder = Files.createDirectories(root.resolve("a folder"));
        Files.createDirectories(folder.resolve("cli/target"));
        Files.copy(JAR, folder.resolve("cli/target/vtp.jar"));
        for (String options : List.of("jvm.options", "vector.options")) {
            Files.copy(Path.of(options), folder.resolve("cli").resolve(options));
        }
        Path parts = Files.createDirectories(folder.resolve("cli/launcher"));
        for (String part : FakeInstallation.PARTS) {
            Files.copy(Path.of("launcher", part), parts.resolve(part));
        }
        Path launcher = Files.copy(Path.of("../vtp"), folder.resolve("vtp"));
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
        return new InstalledProgram(launcher);
    }

    /** A run of it, with this JDK, in a locale that is not UTF-8; what it says on standard error is kept in err. */
    ProcessBuilder command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(err().toFile()));
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("JDK_JAVA_OPTIONS", "-XX:+NoSuchOption");
        builder.environment()
                .put("JAVA_HOME", Path.of(System.getProperty("java.home")).toString());
        return builder;
    }

    /** What all runs said on standard error. */
    Path err() {
        return launcher.resolveSibling("err");
    }
}
