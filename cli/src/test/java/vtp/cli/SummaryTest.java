package vtp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static vtp.cli.Cli.PICTURES;
import static vtp.cli.Cli.picture;
import static vtp.cli.Cli.vtp;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run over several pictures says at its end. */
class SummaryTest {

    @TempDir
    private Path folder;

    @Test
    void reconstructEndsWithMeans() {
        List<Map<String, Object>> objects = vtp(
                        "reconstruct", picture("landscape"), picture("red-circle"), "-o", folder, "--json")
                .hasCode(0)
                .objects();
        assertThat(objects).hasSize(3);
        Map<?, ?> summary = (Map<?, ?>) objects.get(2).get("summary");
        assertThat(summary.get("pictures")).isEqualTo(2L);
        for (String measure : List.of("psnr_db", "ssim_interior")) {
            double mean = (number(objects.get(0), measure) + number(objects.get(1), measure)) / 2;
            assertThat(number(summary, "mean_" + measure)).isCloseTo(mean, within(1e-9));
        }
        Cli.Run run = vtp("reconstruct", PICTURES, "-o", folder).hasCode(0);
        assertThat(run.lines()).as("results only").hasSize(9);
        assertThat(run.err())
                .containsPattern("mean of 9 pictures: PSNR \\d\\d\\.\\d\\d dB, SSIM 0\\.\\d{4} \\(interior\\)");
        assertThat(vtp("reconstruct", picture("landscape"), "-o", folder).err()).doesNotContain("mean");
    }

    private static double number(Map<?, ?> object, String key) {
        return ((Number) object.get(key)).doubleValue();
    }

    @Test
    void classifyEndsWithHowOftenEachLabelCameFirst() {
        Object[] command = {"classify", PICTURES, "--label", "a red circle", "--label", "a black star", "--label", "x"};
        Cli.Run run = vtp(command).hasCode(0);
        assertThat(run.err()).containsPattern("9 pictures, mean probability of the first label \\d+\\.\\d %; first: ");
        Object[] json = Arrays.copyOf(command, command.length + 1);
        json[command.length] = "--json";
        List<Map<String, Object>> objects = vtp(json).hasCode(0).objects();
        Map<?, ?> summary = (Map<?, ?>) objects.get(9).get("summary");
        long first = 0;
        double[] sums = new double[3];
        for (Object label : (List<?>) summary.get("labels")) {
            first += (Long) ((Map<?, ?>) label).get("first");
        }
        assertThat(first).isEqualTo(9);
        for (Map<String, Object> object : objects.subList(0, 9)) {
            for (Object place : (List<?>) object.get("labels")) {
                sums[((Long) ((Map<?, ?>) place).get("index")).intValue()] += number((Map<?, ?>) place, "probability");
            }
        }
        for (Object label : (List<?>) summary.get("labels")) {
            int index = ((Long) ((Map<?, ?>) label).get("index")).intValue();
            assertThat(number((Map<?, ?>) label, "mean_probability")).isCloseTo(sums[index] / 9, within(1e-6));
        }
    }

    @Test
    void theDemoGivesTheNumbersOfReconstruct() {
        String landscape = vtp("demo", "-o", folder).hasCode(0).lines().stream()
                .filter(line -> line.contains("landscape"))
                .findFirst()
                .orElseThrow();
        String alone = vtp("reconstruct", picture("landscape"), "-o", folder.resolve("x.png"))
                .out();
        assertThat(landscape.strip())
                .endsWith(alone.substring(alone.indexOf("PSNR")).strip());
    }
}
