package vtp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static vtp.cli.Cli.vtp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vtp.loader.Json;

/** Evaluations on the pictures that come with vtp-nano. */
class EvalTest {
    private static final List<String> NAMES =
            List.of("black-star", "blue-square", "green-triangle", "orange-cross", "purple-ring", "red-circle");

    @TempDir
    private Path folder;

    private Path pictures;
    private Path names;

    @BeforeEach
    void makeClasses() throws IOException {
        pictures = folder.resolve("pictures");
        for (String name : NAMES) {
            Path ofClass = Files.createDirectories(pictures.resolve(name));
            Files.copy(Cli.PICTURES.resolve(name + ".png"), ofClass.resolve("0.png"));
        }
        Files.copy(Cli.PICTURES.resolve("landscape.png"), pictures.resolve("red-circle/1.png"));
        Files.write(pictures.resolve("red-circle/2.png"), new byte[3]);
        names = folder.resolve("names.txt");
        Files.write(names, NAMES.stream().map(name -> name.replace('-', ' ')).toList());
    }

    private Cli.Run zeroShot(Object... more) {
        Object[] all = new Object[more.length + 8];
        List<Object> some =
                List.of("eval", "zero-shot", pictures, "-o", folder.resolve("out"), "--classes", names, "--json");
        System.arraycopy(some.toArray(), 0, all, 0, some.size());
        System.arraycopy(more, 0, all, some.size(), more.length);
        return vtp(all);
    }

    @Test
    void zeroShotSortsWhatIsInFoldersOfClasses() throws IOException {
        Cli.Run run = zeroShot("--template", "a {}").hasCode(1);
        assertThat(run.err()).contains("red-circle/2.png: ");
        Map<String, Object> result = Json.readObject(folder.resolve("out/zero-shot.json"));
        assertThat(result).containsEntry("pictures", 7L).containsEntry("failed", 1L);
        Map<?, ?> top = (Map<?, ?>) ((Map<?, ?>) result.get("measures")).get("top1");
        assertThat((double) top.get("value")).isCloseTo(100.0 * 6 / 7, within(1e-9));
        assertThat(result.get("deviations").toString()).contains("50,000", "OpenAI's 80 prompts");
        assertThat(folder.resolve("out/zero-shot-classes.csv")).content().contains("5,red circle,2,1,1,purple ring,1");
        assertThat(folder.resolve("out/zero-shot-pictures/000.png")).exists();
        byte[] first = Files.readAllBytes(folder.resolve("out/zero-shot.json"));
        zeroShot("--template", "a {}", "--threads", "1").hasCode(1);
        assertThat(folder.resolve("out/zero-shot.json")).hasBinaryContent(first);
    }

    @Test
    void namesMustFitTheClasses() throws IOException {
        vtp("eval", "zero-shot", pictures, "-o", folder.resolve("out"))
                .hasCode(2)
                .hasOneLineOfError("has 6 classes, but there are 1000 names");
        Files.createDirectory(pictures.resolve("empty"));
        Files.writeString(names, "one more\n" + Files.readString(names));
        zeroShot("--template", "{}").hasCode(3).hasOneLineOfError("no picture in the folders of these classes: empty");
        zeroShot("--template", "a picture").hasCode(2).hasOneLineOfError("has no {} for the name");
    }

    @Test
    void reconstructionGivesARowAPicture() throws IOException {
        Cli.Run run = vtp("eval", "reconstruction", pictures, "-o", folder.resolve("out"));
        assertThat(run.hasCode(1).lines())
                .singleElement()
                .asString()
                .containsPattern("7 pictures: PSNR \\d\\d\\.\\d{3} dB, SSIM 0\\.\\d{4}, interior SSIM 0\\.\\d{4}, L1 ");
        List<String> rows = Files.readAllLines(folder.resolve("out/reconstruction.csv"));
        assertThat(rows).hasSize(9).anyMatch(row -> row.startsWith("red-circle/2.png,,,,,,\"not a picture: "));
        List<Map<String, Object>> one = vtp(
                        "reconstruct", Cli.PICTURES.resolve("red-circle.png"), "-o", folder.resolve("x"), "--json")
                .objects();
        String[] cells = rows.get(6).split(",", -1);
        assertThat(cells[0]).isEqualTo("red-circle/0.png");
        assertThat(Double.parseDouble(cells[1])).isCloseTo((double) one.get(0).get("psnr_db"), within(1e-3));
        assertThat(Double.parseDouble(cells[3])).isCloseTo((double) one.get(0).get("ssim_interior"), within(1e-6));
        assertThat(folder.resolve("out/reconstruction-pictures/008.png")).exists();
        vtp("eval", "reconstruction", pictures, "-o", folder.resolve("out"), "--inception", folder.resolve("x.pth"))
                .hasCode(2)
                .hasOneLineOfError("x.pth: no such file; get it from https://github.com/mseitzer/pytorch-fid/releases");
        vtp("eval", "reconstruction", pictures, "-o", folder.resolve("out"), "--lpips", folder)
                .hasCode(2)
                .hasOneLineOfError("vgg16-397923af.pth: no such file; get it from https://download.pytorch.org/models");
        Cli.Run report = vtp("eval", "report", folder.resolve("out"), "-o", folder.resolve("report"))
                .hasCode(0);
        assertThat(report.err()).contains("report.html");
        assertThat(folder.resolve("report/report.html"))
                .content()
                .contains("Worst", "red-circle/1.png", "How this differs");
        vtp("eval", "report", folder, "-o", folder.resolve("report")).hasCode(3).hasOneLineOfError("holds no result");
    }

    @Test
    void aProbeIsTrainedGoesOnAndClassifies() throws IOException {
        Path validation = folder.resolve("validation");
        for (String name : NAMES) {
            Path ofClass = Files.createDirectories(validation.resolve(name));
            Files.copy(Cli.PICTURES.resolve(name + ".png"), ofClass.resolve("0.png"));
        }
        Object[] command = {
            "eval",
            "probe",
            pictures,
            validation,
            "-o",
            folder.resolve("out"),
            "--steps",
            10,
            "--epochs",
            2,
            "--views",
            1
        };
        Cli.Run run = vtp(command).hasCode(1);
        assertThat(run.lines()).singleElement().asString().contains("6 pictures: top-1 ");
        assertThat(run.err()).contains("red-circle/2.png: ", "a little too good", "1 part of each picture, drawn once");
        Path probe = folder.resolve("out/probe.safetensors");
        byte[] first = Files.readAllBytes(probe);
        assertThat(Files.readAllLines(folder.resolve("out/probe-classifiers.csv")))
                .hasSize(27);
        assertThat(Files.readAllLines(folder.resolve("out/probe-classes.csv")))
                .hasSize(7)
                .startsWith("class,name,pictures,top1,top5,most_taken_for,times")
                .anyMatch(row -> row.startsWith("5,red-circle,1,"));
        assertThat(folder.resolve("out/probe-confusions.csv")).exists();
        vtp(command).hasCode(1);
        assertThat(probe).hasBinaryContent(first);
        command[7] = 11;
        assertThat(vtp(command).hasCode(3).err()).contains("was begun with other steps of an epoch: 10, now 11; ");
        assertThat(vtp("classify", Cli.PICTURES.resolve("red-circle.png"), "--probe", probe)
                        .hasCode(0)
                        .out())
                .contains("red-circle");
        Path other = folder.resolve("other");
        vtp("synth", "--config", Cli.PICTURES.resolve("../config.json"), "-o", other)
                .hasCode(0);
        vtp("classify", Cli.PICTURES, "--probe", probe, "-m", other)
                .hasCode(2)
                .hasOneLineOfError("was trained on features of model");
        vtp("classify", Cli.PICTURES, "--probe", probe, "--size", 32).hasCode(2).hasOneLineOfError("have no meaning");
        vtp("classify", Cli.PICTURES, "--probe", names).hasCode(2).hasOneLineOfError("--probe ");
        vtp("eval", "probe", pictures, Cli.PICTURES, "-o", folder.resolve("out"))
                .hasCode(2)
                .hasOneLineOfError("have other classes");
    }

    @Test
    void aFewPicturesOfEachClassAreEnoughToTeach() throws IOException {
        Path file = folder.resolve("shapes.safetensors");
        Cli.Run run = vtp("teach", pictures, "-o", file).hasCode(1);
        assertThat(run.lines())
                .singleElement()
                .asString()
                .contains("6 classes, 7 pictures: one class has a single picture");
        assertThat(vtp("classify", Cli.PICTURES.resolve("orange-cross.png"), "--probe", file, "--top", 1)
                        .hasCode(0)
                        .out())
                .contains("orange-cross ");
        vtp("teach", Cli.PICTURES, "-o", file).hasCode(2).hasOneLineOfError("has 0 classes, but two are needed");
        vtp("teach", pictures, "-o", folder).hasCode(2).hasOneLineOfError("must be the name of a .safetensors file");
    }
}
