package vtp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;
import static vtp.cli.Cli.vtp;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import vtp.cli.command.BenchTask;
import vtp.engine.text.ImageNet;

/** That tasks are timed, each a moment only; how fast they are is not tested. */
class BenchTest {
    private static final Object[] BRIEFLY = {"--size", 32, "--seconds", 0, "--warmup", 0, "--prompts", 3, "-q"};

    private static Object[] bench(Object... more) {
        Object[] arguments = new Object[1 + BRIEFLY.length + more.length];
        arguments[0] = "bench";
        System.arraycopy(BRIEFLY, 0, arguments, 1, BRIEFLY.length);
        System.arraycopy(more, 0, arguments, 1 + BRIEFLY.length, more.length);
        return arguments;
    }

    @Test
    void everyTaskOfTheModelIsTimedAtEveryBatch() {
        List<Map<String, Object>> objects = vtp(bench("--json", "--batch", "1,2", "--threads", 1))
                .hasCode(0)
                .objects();
        assertThat(objects)
                .extracting(object -> object.get("task") + " " + object.get("batch"))
                .containsExactly("encode 1", "encode 2", "decode 1", "decode 2", "clip 1", "clip 2", "text 3");
        for (Map<String, Object> object : objects) {
            double median = number(object, "median_ms");
            assertThat(median).isPositive().isGreaterThanOrEqualTo(number(object, "best_ms"));
            assertThat(number(object, "per_second") * median / 1e3)
                    .isCloseTo(number(object, "batch"), withPercentage(0.01));
            assertThat(number(object, "gflops")).isPositive();
            assertThat(number(object, "of_peak"))
                    .isCloseTo(number(object, "gflops") / number(object, "peak_gflops"), withPercentage(0.01));
            assertThat(object).containsEntry("threads", 1L).containsEntry("model", "vtp-nano");
        }
    }

    private static double number(Map<String, Object> object, String key) {
        return ((Number) object.get(key)).doubleValue();
    }

    @Test
    void theTableHasARowForEachTask() {
        List<String> lines = vtp(bench("--tasks", "clip,encode")).hasCode(0).lines();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).startsWith("vtp-nano, ").contains("f32 weights");
        assertThat(lines.get(1)).startsWith("task").endsWith("of peak");
        assertThat(lines.get(2)).startsWith("encode").contains("32 x 32").hasSameSizeAs(lines.get(1));
        assertThat(lines.get(3)).startsWith("clip");
    }

    @Test
    void theBreakdownSaysWhereTheTimeWent() {
        Map<String, Object> task = vtp(bench("--tasks", "encode", "--breakdown", "--json", "--threads", 2))
                .hasCode(0)
                .objects()
                .get(0);
        List<Map<String, Object>> rows = objects(task.get("breakdown"));
        assertThat(rows)
                .extracting(row -> row.get("operation"))
                .contains("qkv", "attention", "projection", "feed-forward", "norms", "rotary", "between");
        assertThat(rows.stream().mapToDouble(row -> number(row, "share")).sum()).isCloseTo(1, withPercentage(1));
        for (Map<String, Object> row : rows) {
            assertThat(number(row, "packing")).isBetween(0.0, 1.0);
            assertThat(number(row, "waiting")).isBetween(0.0, 1.0);
        }
        assertThat(rows)
                .filteredOn(row -> row.containsKey("of_peak"))
                .extracting(row -> row.get("operation"))
                .containsExactly("qkv", "attention", "projection", "feed-forward", "other linear");

        List<String> lines =
                vtp(bench("--tasks", "encode", "--breakdown")).hasCode(0).lines();
        assertThat(lines).hasSize(4 + rows.size());
        assertThat(lines.get(3)).startsWith("  operation");
        assertThat(lines.subList(4, lines.size()))
                .allSatisfy(line -> assertThat(line).hasSameSizeAs(lines.get(3)));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> objects(Object value) {
        return (List<Map<String, Object>>) value;
    }

    @Test
    void anotherProgramCanTakeTurns() {
        Cli.Run run = new Cli()
                .input("decode\nencode\nsing\ndecode\n".getBytes(UTF_8))
                .run(bench("--stdin", "--json", "--tasks", "encode,decode"))
                .hasCode(1)
                .hasOneLineOfError("sing: is none of the tasks");
        assertThat(run.objects())
                .extracting(object -> object.getOrDefault("task", object.get("input")))
                .containsExactly("decode", "encode", "sing", "decode");
    }

    @Test
    void promptsAreSpreadOverTheClasses() {
        assertThat(BenchTask.prompts(2))
                .containsExactly(
                        "a photo of a tench.",
                        "a photo of a " + ImageNet.names().get(500) + ".");
        assertThat(BenchTask.prompts(1001)).hasSize(1001).last().isEqualTo("a photo of a tench.");
    }

    @Test
    void numbersThatMakeNoSenseAreRefused() {
        vtp("bench", "--batch", "0").hasCode(2).hasOneLineOfError("--batch 0");
        vtp("bench", "--prompts", "0").hasCode(2).hasOneLineOfError("--prompts 0");
        vtp("bench", "--seconds", "-1").hasCode(2).hasOneLineOfError("--seconds");
        vtp("bench", "--seconds", "NaN").hasCode(2).hasOneLineOfError("--seconds");
        vtp("bench", "--size", "100").hasCode(2).hasOneLineOfError("patch size 16");
        vtp("bench", "--tasks", "sing").hasCode(2).hasOneLineOfError("encode, decode, clip, text");
    }
}
