package vtp.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import vtp.loader.AtomicFile.Existing;
import vtp.loader.FileAccessException.Kind;

/** Files that appear whole or not at all. */
class AtomicFileTest {
    @TempDir
    Path folder;

    private Path target;

    @BeforeEach
    void nameTarget() {
        target = folder.resolve("out.bin");
    }

    private static void write(Path path, Existing existing, String text) throws IOException {
        try (AtomicFile file = AtomicFile.open(path, existing)) {
            file.stream().write(text.getBytes(StandardCharsets.UTF_8));
            file.commit();
        }
    }

    private Kind refusal(Path path, Existing existing) {
        FileAccessException e = catchThrowableOfType(FileAccessException.class, () -> write(path, existing, "new"));
        assertThat(e).isNotNull().hasMessageStartingWith(path.toString());
        return e.kind();
    }

    @Test
    void appearsOnCommitOnly() throws IOException {
        Files.writeString(target, "old");
        try (AtomicFile file = AtomicFile.open(target, Existing.REPLACE)) {
            file.stream().write(new byte[200_000]);
            file.stream().close();
            assertThat(target).hasContent("old");
            file.commit();
        }
        assertThat(target).hasSize(200_000);
        assertThat(folder).isDirectoryContaining(target::equals).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void leavesNothingWithoutCommit() throws IOException {
        try (AtomicFile file = AtomicFile.open(target, Existing.REPLACE)) {
            file.stream().write(new byte[200_000]);
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void keepsWhatIsNotToBeReplaced() throws IOException {
        Files.writeString(target, "old");
        assertThat(refusal(target, Existing.KEEP)).isEqualTo(Kind.EXISTS);
        assertThat(target).hasContent("old");

        Path late = folder.resolve("late.bin");
        try (AtomicFile file = AtomicFile.open(late, Existing.KEEP)) {
            file.stream().write(1);
            Files.writeString(late, "first");
            FileAccessException e = catchThrowableOfType(FileAccessException.class, file::commit);
            assertThat(e.kind()).isEqualTo(Kind.EXISTS);
        }
        assertThat(late).hasContent("first");

        write(folder.resolve("free.bin"), Existing.KEEP, "new");
        assertThat(folder.resolve("free.bin")).hasContent("new");
        assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void unwritablePlacesAreNamed() throws IOException {
        assertThat(refusal(folder, Existing.REPLACE)).isEqualTo(Kind.UNWRITABLE);
        assertThat(refusal(folder.resolve("absent").resolve("out"), Existing.REPLACE))
                .isEqualTo(Kind.UNWRITABLE);
        Files.writeString(target, "a file");
        assertThat(refusal(target.resolve("out"), Existing.REPLACE)).isEqualTo(Kind.UNWRITABLE);
        assertThat(target).hasContent("a file");
    }

    @Test
    void aLongNameIsNotMadeLonger() throws IOException {
        Path longest = folder.resolve("x".repeat(255));
        write(longest, Existing.REPLACE, "new");
        assertThat(longest).hasContent("new");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aNewFileHasThePermissionsThatTheUmaskGives() throws IOException {
        Path plain = Files.createFile(folder.resolve("plain"));
        write(target, Existing.REPLACE, "new");
        write(folder.resolve("kept"), Existing.KEEP, "new");
        assertThat(Files.getPosixFilePermissions(target)).isEqualTo(Files.getPosixFilePermissions(plain));
        assertThat(Files.getPosixFilePermissions(folder.resolve("kept")))
                .isEqualTo(Files.getPosixFilePermissions(plain));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void linksAndPermissionsStay() throws IOException {
        Path real = Files.writeString(folder.resolve("real.bin"), "old");
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-------"));
        Files.createSymbolicLink(target, Path.of("real.bin"));
        write(target, Existing.REPLACE, "new");
        assertThat(target).isSymbolicLink().hasContent("new");
        assertThat(real).hasContent("new");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(real)))
                .isEqualTo("rw-------");
    }

    /** A device that is always full, written to directly: nothing is put in its place. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskIsOneClearError() throws IOException {
        Path full = Path.of("/dev/full");
        try (AtomicFile file = AtomicFile.open(full, Existing.REPLACE)) {
            OutputStream stream = file.stream();
            FileAccessException e =
                    catchThrowableOfType(FileAccessException.class, () -> stream.write(new byte[1 << 20]));
            assertThat(e).hasMessageMatching("/dev/full: cannot be written: \\S.*"); // in the words of the system
            // A library that swallows the error does not make the file whole.
            assertThat(catchThrowableOfType(FileAccessException.class, file::commit))
                    .isSameAs(e);
        }
        assertThat(Files.isRegularFile(full)).isFalse();
        write(Path.of("/dev/null"), Existing.REPLACE, "new");
        assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
    }

    /** A JVM that is told to end in the middle of writing, as Ctrl-C does. */
    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void theEndOfTheJvmLeavesNothing() throws Exception {
        Process jvm = endlessWriter();
        try {
            assertThat(jvm.getInputStream().read()).isEqualTo('.');
            assertThat(folder).isDirectoryContaining("glob:**.tmp");
            jvm.destroy();
            assertThat(jvm.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            jvm.destroyForcibly();
        }
        assertThat(folder).isEmptyDirectory();
    }

    private Process endlessWriter() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        EndlessWriter.class.getName(),
                        target.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatAKilledProcessLeftIsDeletedAtOnceAndNothingOfALivingOne() throws Exception {
        Process jvm = endlessWriter();
        try (AtomicFile ours = AtomicFile.open(folder.resolve("ours"), Existing.REPLACE)) {
            assertThat(jvm.getInputStream().read()).isEqualTo('.');
            for (int round = 0; round < 2; round++) { // a look must not give a lock up
                AtomicFile.deleteRemains(folder);
                assertThat(remains()).hasSize(2);
            }
            jvm.destroyForcibly().waitFor();
            assertThat(remains()).hasSize(2);
            AtomicFile.deleteRemains(folder);
            assertThat(remains()).hasSize(1);
            ours.stream().write('x');
            ours.commit();
            assertThat(folder.resolve("ours")).hasContent("x");
            assertThat(remains()).isEmpty();
        } finally {
            jvm.destroyForcibly();
        }
    }

    private List<Path> remains() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".tmp")).toList();
        }
    }

    /** What that JVM runs. */
    static final class EndlessWriter {
        private EndlessWriter() {}

        public static void main(String[] args) throws Exception {
            try (AtomicFile file = AtomicFile.open(Path.of(args[0]), Existing.REPLACE)) {
                file.stream().write(new byte[1 << 20]);
                System.out.print('.');
                System.out.flush();
                Thread.sleep(600_000);
            }
        }
    }

    @Test
    void whatAKilledProcessLeftIsDeletedOnceItIsOld(@TempDir Path folder) throws IOException {
        Path old = Files.createFile(folder.resolve(".vtp-1f.tmp"));
        Path young = Files.createFile(folder.resolve(".vtp-2f.tmp"));
        Path other = Files.createFile(folder.resolve("vtp-3f.tmp"));
        FileTime yesterday = FileTime.from(Instant.now().minus(Duration.ofDays(1)));
        Files.setLastModifiedTime(old, yesterday);
        Files.setLastModifiedTime(other, yesterday);
        AtomicFile.deleteRemains(folder);
        assertThat(old).doesNotExist();
        assertThat(young).exists();
        assertThat(other).exists();
        AtomicFile.deleteRemains(folder.resolve("missing"));
    }
}
