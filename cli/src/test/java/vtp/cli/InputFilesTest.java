package vtp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static vtp.cli.Cli.picture;
import static vtp.cli.Cli.vtp;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found where pictures are looked for, and what is said of the rest. */
class InputFilesTest {

    @TempDir
    private Path folder;

    private Path in(String name) throws IOException {
        Path file = folder.resolve("in").resolve(name);
        Files.createDirectories(file.getParent());
        return Files.copy(picture("red-circle"), file);
    }

    private Cli.Run prepare(Object... arguments) {
        return new Cli()
                .run(Stream.concat(
                                Stream.of("prepare", "--size", "16", "-o", folder.resolve("out")), Stream.of(arguments))
                        .toArray());
    }

    private List<String> results() throws IOException {
        Path out = folder.resolve("out");
        try (Stream<Path> files = Files.walk(out)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> out.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void picturesThatAreNotReadAreCounted() throws IOException {
        in("a.png");
        for (String name : new String[] {"b.HEIC", "c.heic", "d.avif", "deeper/e.png", "notes.txt", ".hidden.heic"}) {
            in(name);
        }
        assertThat(prepare(folder.resolve("in")).hasCode(0).err())
                .contains("vtp: passed over: 3 of a format that is not read (1 AVIF, 2 HEIC); 1 folder, which -r looks"
                        + " into\n");
        assertThat(results()).containsExactly("a.png");

        List<Map<String, Object>> objects =
                prepare("--json", "-q", folder.resolve("in")).hasCode(0).objects();
        assertThat(objects).extracting(object -> object.get("passed_over")).containsSequence("HEIC", "HEIC", "AVIF");
        assertThat(objects.get(0))
                .containsEntry("input", folder.resolve("in/b.HEIC").toString());
        assertThat(objects).hasSize(5).last().extracting("output").isNotNull();
    }

    @Test
    void linkedFoldersAreFollowedAndALoopOnce() throws IOException {
        in("a.png");
        in("real/b.png");
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere/deep"));
        Files.copy(picture("red-circle"), elsewhere.resolve("c.png"));
        Path in = folder.resolve("in");
        Files.createSymbolicLink(in.resolve("again"), in.resolve("real"));
        Files.createSymbolicLink(in.resolve("more"), folder.resolve("elsewhere"));
        Files.createSymbolicLink(elsewhere.resolve("back"), in);
        assertThat(prepare("-r", in).hasCode(0).err()).contains("passed over: 2 linked folders taken already\n");
        assertThat(results()).containsExactly("a.png", "more/deep/c.png", "real/b.png");
    }

    @Test
    void linksToNothingFail() throws IOException {
        Path in = in("a.png").getParent();
        Files.createSymbolicLink(in.resolve("b.png"), folder.resolve("nothing"));
        Files.createSymbolicLink(in.resolve("c.png"), in.resolve("c.png"));
        Files.createSymbolicLink(in.resolve("data"), folder.resolve("nothing"));
        Cli.Run run = prepare("--json", "-r", in).hasCode(1);
        assertThat(run.err())
                .contains("b.png: is a link to a file that does not exist\n")
                .contains("c.png: cannot be read: ")
                .contains("passed over: 1 broken link\n");
        assertThat(run.objects())
                .extracting(object -> object.containsKey("error"))
                .containsExactly(false, false, true, true);
        assertThat(results()).containsExactly("a.png");
    }

    @Test
    void namesThatAreNotUtf8AreTakenAndToldApart() throws IOException {
        Path in = in("z.png").getParent();
        for (String name : new String[] {"a%E9.png", "a%E8.png"}) {
            Files.copy(in.resolve("z.png"), Path.of(URI.create(in.toUri() + name)));
        }
        assertThat(prepare(in).hasCode(0).err()).contains(in + "/a%E9.png -> " + folder + "/out/a%E9.png\n");
        assertThat(results()).containsExactly("a%E8.png", "a%E9.png", "z.png");
        Path one = folder.resolve("one.png");
        vtp("prepare", in + "/a\uDCE9.png", "--size", "16", "-o", one).hasCode(0);
        vtp("prepare", in + "/b\uDCE9.png", "--size", "16", "-o", one)
                .hasCode(1)
                .hasOneLineOfError("b%E9.png: no such");
    }

    @Test
    void aBackslashIsPartOfAName() throws IOException {
        Path in = in("x\\..\\..\\target.png").getParent();
        prepare(in).hasCode(0);
        assertThat(results()).containsExactly("x\\..\\..\\target.png");
    }

    @Test
    void aNameTooLongForItsResultFailsAlone() throws IOException {
        in("a.png");
        Path in = in("x".repeat(250) + ".jpg").getParent();
        Cli.Run run = prepare(in).hasCode(1);
        assertThat(run.err()).contains("the name of its result would have 258 bytes, but 255 are the most");
        assertThat(results()).containsExactly("a.png");
    }

    @Test
    void twoFoldersKeepTheirNames() throws IOException {
        in("x/train/1.png");
        in("y/train/1.png");
        in("y/train/2.png");
        Path x = folder.resolve("in/x/train");
        Path y = folder.resolve("in/y/train");
        prepare(x, y).hasCode(0);
        assertThat(results()).containsExactly("x/train/1.png", "y/train/1.png", "y/train/2.png");
        Path all = folder.resolve("all.safetensors");
        vtp("encode", "--size", "16", x, y, "-o", all).hasCode(0);
        assertThat(Tensors.metadata(all))
                .containsEntry("sources", "[\"x/train/1.png\",\"y/train/1.png\",\"y/train/2.png\"]");
        vtp("prepare", x, x, "--size", "16", "-o", folder.resolve("twice"))
                .hasCode(2)
                .hasOneLineOfError("would both be");
    }

    @Test
    void aListNamesFilesAndFolders() throws IOException {
        in("a.png");
        in("deep/b.png");
        in("line\nbreak.png");
        Path list = Files.writeString(
                folder.resolve("list"),
                folder.resolve("in/a.png") + "\r\n\n" + folder.resolve("in/deep") + "\n" + "gone.png\n");
        assertThat(prepare("--files-from", list).hasCode(1).err()).contains("vtp: gone.png: no such file\n");
        String below = folder.toString().substring(1);
        assertThat(results()).containsExactly(below + "/in/a.png", below + "/in/deep/b.png");

        prepare("--files-from", folder.resolve("in/a.png")).hasCode(2).hasOneLineOfError("has NUL bytes");

        Path one = folder.resolve("one.png");
        byte[] byNul = (folder.resolve("in/line\nbreak.png") + "\0").getBytes(UTF_8);
        new Cli()
                .input(byNul)
                .run("prepare", "--files-from", "-", "-0", "--size", "16", "-o", one)
                .hasCode(0);
        assertThat(one).exists();
    }
}
