package vtp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static vtp.cli.Cli.PICTURES;
import static vtp.cli.Cli.picture;
import static vtp.cli.Cli.vtp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassifyTest {

    @TempDir
    private Path folder;

    @Test
    void theLabelsAreThoseOfTheReference() throws IOException {
        Map<String, Object> golden =
                Cli.object(Files.readString(Cli.GOLDENS.resolve("labels.json")).replace("\n", " "));
        List<String> labels =
                ((List<?>) golden.get("labels")).stream().map(String::valueOf).toList();
        Path file = Files.write(folder.resolve("labels.txt"), labels);
        Cli.Run run = vtp("classify", "--json", "--top", "48", PICTURES, "--labels-file", file)
                .hasCode(0);
        for (Map<String, Object> object : run.objects()) {
            String name = Path.of((String) object.getOrDefault("input", "summary"))
                    .getFileName()
                    .toString();
            Map<?, ?> expected = (Map<?, ?>) ((Map<?, ?>) golden.get("pictures")).get(name);
            if (expected != null) {
                List<?> ranked = (List<?>) object.get("labels");
                assertThat(ranked).hasSize(48);
                assertThat(((Map<?, ?>) ranked.get(0)).get("label")).isEqualTo(expected.get("best"));
                for (Object place : ranked) {
                    int index = ((Long) ((Map<?, ?>) place).get("index")).intValue();
                    double probability = ((Number) ((List<?>) expected.get("probabilities")).get(index)).doubleValue();
                    double actual = ((Number) ((Map<?, ?>) place).get("probability")).doubleValue();
                    assertThat(actual).as(name + " " + labels.get(index)).isCloseTo(probability, within(0.01));
                }
            }
        }
    }

    @Test
    void theChartIsUnicodeOnAScreenAndAsciiElsewhere() {
        Object[] command = {"classify", picture("red-circle"), "--label", "a red circle", "--label", "a blue star"};
        assertThat(vtp(command).hasCode(0).lines())
                .hasSize(3)
                .element(1)
                .asString()
                .startsWith("  a red circle  100.0 %  ####")
                .matches("\\p{ASCII}*");
        assertThat(new Cli().onScreen().run(command).lines().get(1)).endsWith("██████████");
    }

    @Test
    void theFeatureOfALabelIsTheMeanOfThoseOfItsPrompts() {
        Object[] labels = {"--label", "red circle", "--label", "red ring", "--json", "--scale", "5"};
        double one = first(labels, "--template", "a {}");
        double other = first(labels, "--template", "the photo shows {}");
        double both = first(labels, "--template", "a {}", "--template", "the photo shows {}");
        assertThat(both).isStrictlyBetween(Math.min(one, other), Math.max(one, other));
        assertThat(first(labels, "--template", "a {}", "--template", "a {}")).isCloseTo(one, within(1e-6));
    }

    private static double first(Object[] labels, Object... templates) {
        Object[] command = new Object[2 + labels.length + templates.length];
        command[0] = "classify";
        command[1] = picture("red-circle");
        System.arraycopy(labels, 0, command, 2, labels.length);
        System.arraycopy(templates, 0, command, 2 + labels.length, templates.length);
        return probability(vtp(command), "red circle");
    }

    private static double probability(Cli.Run run, String label) {
        for (Object place : (List<?>) run.hasCode(0).objects().get(0).get("labels")) {
            if (((Map<?, ?>) place).get("label").equals(label)) {
                return ((Number) ((Map<?, ?>) place).get("probability")).doubleValue();
            }
        }
        throw new AssertionError("no " + label + " in " + run.out());
    }

    @Test
    void theScaleSharpensAndThatOfTheModelIsLearned() {
        Object[] labels = {
            "classify", picture("red-circle"), "--label", "a red circle", "--label", "a red ring", "--json"
        };
        double soft = probability(with(labels, "--scale", "1"), "a red circle");
        double sharp = probability(with(labels, "--scale", "model"), "a red circle");
        assertThat(soft).isBetween(0.5, 0.9);
        assertThat(sharp).isGreaterThan(soft);
    }

    private static Cli.Run with(Object[] command, Object... more) {
        Object[] all = Arrays.copyOf(command, command.length + more.length);
        System.arraycopy(more, 0, all, command.length, more.length);
        return vtp(all);
    }

    @Test
    void imageNetHasItsThousandClassesAndPrompts() {
        Cli.Run run =
                vtp("classify", picture("landscape"), "--imagenet", "--template", "{}", "--json", "--top", "1000");
        assertThat((List<?>) run.hasCode(0).objects().get(0).get("labels")).hasSize(1000);
    }

    @Test
    void labelsAreLinesWithoutEmptyOnesAndByteOrderMark() throws IOException {
        Path file = Files.writeString(folder.resolve("labels.txt"), "\uFEFFa red circle\r\n\n a blue star\n");
        Cli.Run run = vtp("classify", picture("red-circle"), "--labels-file", file, "--json");
        assertThat(run.out()).contains("\"a red circle\"", "\" a blue star\"");
        Path latin1 = Files.write(folder.resolve("latin1.txt"), new byte[] {(byte) 0xe9});
        vtp("classify", picture("red-circle"), "--labels-file", latin1)
                .hasCode(2)
                .hasOneLineOfError("not UTF-8");
        Path empty = Files.createFile(folder.resolve("empty.txt"));
        vtp("classify", picture("red-circle"), "--labels-file", empty)
                .hasCode(2)
                .hasOneLineOfError("no text");
        Path twice = Files.writeString(folder.resolve("twice.txt"), "a dog\na cat\na dog \n");
        vtp("classify", picture("red-circle"), "--labels-file", twice)
                .hasCode(2)
                .hasOneLineOfError("twice.txt: the label \"a dog \" is there twice");
    }
}
