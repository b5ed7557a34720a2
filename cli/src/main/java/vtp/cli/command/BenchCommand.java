package vtp.cli.command;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vtp.cli.console.Console;
import vtp.cli.console.EnumName;
import vtp.cli.console.Progress;
import vtp.cli.console.Terminal;
import vtp.cli.console.UsageException;
import vtp.cli.option.CommonOptions;
import vtp.cli.option.ModelOptions;
import vtp.engine.Breakdown;
import vtp.engine.ComputePeak;
import vtp.engine.VtpModel;
import vtp.engine.config.Part;
import vtp.engine.config.VtpConfig;
import vtp.engine.files.ModelSource;
import vtp.loader.FileAccessException;

@Command(
        footer = {
            "",
            "Each task is done until the JVM has compiled it, and then timed. GFLOP/s are those of the matrix"
                    + " products that"
                    + " the result needs; \"of peak\" compares them with what the machine did at most, measured"
                    + " between the"
                    + " calls: multiply-adds in registers, on as many threads.",
            "",
            "Examples:",
            "  vtp bench",
            "  vtp bench -m small --tasks encode,decode --batch 1,8",
            "  vtp bench -m base --size 1024 --threads 1 --json",
            "  vtp bench -m small --tasks encode --breakdown"
        })
public final class BenchCommand implements Callable<Integer> {
    private static final int LEAST_CALLS = 3;

    private final Terminal terminal;

    @Option(
            names = "--tasks",
            split = ",",
            paramLabel = "TASKS",
            hideParamSyntax = true,
            converter = BenchTask.Converter.class,
            completionCandidates = BenchTask.Converter.class,
            description =
                    "What to time, commas between: encode, decode, clip, text. Default: all that the model can do.")
    private @Nullable List<BenchTask> tasks;

    @Option(
            names = "--batch",
            split = ",",
            paramLabel = "NUMBERS",
            hideParamSyntax = true,
            description = "Pictures in a call; several numbers, commas between, are timed in turn. Default: 1.")
    private List<Integer> batches = List.of(1);

    @Option(names = "--prompts", paramLabel = "N", description = "Prompts in a call of the task text. Default: 64.")
    private int prompts = 64;

    @Option(
            names = "--size",
            paramLabel = "N",
            description = "Side of the pictures, in pixels. Default: the model's image_size.")
    private @Nullable Integer size;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "How long to time each task, three calls at least. Default: 3.")
    private double seconds = 3;

    @Option(
            names = "--warmup",
            paramLabel = "S",
            description = "How long to do each task before it is timed. Default: 3.")
    private double warmSeconds = 3;

    @Option(
            names = "--stdin",
            description = {
                "Time a task when a line of standard input names it, until the input ends, so that another program"
                        + " can take"
                        + " turns with this one. One call is enough then."
            })
    private boolean onDemand;

    @Option(
            names = "--breakdown",
            description = {
                "Show below each task where its time went, by kind of operation: of a call, its share of the time, how"
                        + " near it came to the peak, and in which share of their time the threads packed operands or"
                        + " waited for another. \"between\" is what one thread does alone, copying inputs and results."
            })
    private boolean brokenDown;

    private final Breakdown breakdown = new Breakdown();

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    public BenchCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        checkNumbers();
        Console console = common.console(terminal);
        ModelSource files = model.find(console);
        int side = side(files.config());
        Set<BenchTask> wanted = tasks(files.config());
        Part[] parts = parts(wanted);
        try (VtpModel vtp = brokenDown ? model.loadTimed(breakdown, files, parts) : model.load(files, parts);
                BenchTimer timer = new BenchTimer(model.threads(), warmSeconds)) {
            List<BenchTask.Job> jobs = jobs(vtp, wanted, side);
            if (!console.json()) {
                terminal.out().line(heading(files.name()));
            }
            if (onDemand) {
                timeOnDemand(console, timer, files.name(), jobs);
            } else {
                try (Progress progress = console.progress("tasks", jobs.size())) {
                    for (BenchTask.Job job : jobs) {
                        time(console, timer, files.name(), job, LEAST_CALLS);
                        progress.step(1);
                    }
                }
            }
        }
        return console.failures();
    }

    private void checkNumbers() {
        for (int batch : batches) {
            if (batch < 1) {
                throw new UsageException("--batch " + batch + ": must be at least 1");
            }
        }
        if (prompts < 1) {
            throw new UsageException("--prompts " + prompts + ": must be at least 1");
        }
        if (!(seconds >= 0 && seconds <= 86_400 && warmSeconds >= 0 && warmSeconds <= 86_400)) {
            throw new UsageException("--seconds and --warmup must be from 0 to 86400");
        }
    }

    private int side(VtpConfig config) {
        int side = size == null ? config.imageSize() : size;
        if (side < 1 || side % config.patchSize() != 0) {
            throw new UsageException(
                    "--size " + side + ": must be a positive multiple of the model's patch size " + config.patchSize());
        }
        return side;
    }

    private Set<BenchTask> tasks(VtpConfig config) {
        Set<BenchTask> wanted = EnumSet.noneOf(BenchTask.class);
        wanted.addAll(tasks == null ? Arrays.asList(BenchTask.values()) : tasks);
        if (tasks == null) {
            wanted.removeIf(task -> !task.suits(config));
        }
        return wanted;
    }

    private static Part[] parts(Set<BenchTask> wanted) {
        return wanted.stream().flatMap(task -> task.parts().stream()).distinct().toArray(Part[]::new);
    }

    private List<BenchTask.Job> jobs(VtpModel vtp, Set<BenchTask> wanted, int side) {
        List<BenchTask.Job> jobs = new ArrayList<>();
        for (BenchTask task : wanted) {
            for (int count : task == BenchTask.TEXT ? List.of(prompts) : batches) {
                jobs.add(task.job(vtp, count, side));
            }
        }
        return jobs;
    }

    private void timeOnDemand(Console console, BenchTimer timer, String name, List<BenchTask.Job> jobs)
            throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8));
        for (String line = next(lines); line != null; line = next(lines)) {
            console.each(List.of(line.strip()), "tasks", word -> word, word -> {
                List<BenchTask.Job> named = jobs.stream()
                        .filter(job -> EnumName.of(job.task()).equals(word))
                        .toList();
                if (named.isEmpty()) {
                    throw new IllegalArgumentException("is none of the tasks that this run times");
                }
                for (BenchTask.Job job : named) {
                    time(console, timer, name, job, 1);
                }
            });
        }
    }

    private static @Nullable String next(BufferedReader lines) throws IOException {
        try {
            return lines.readLine();
        } catch (IOException e) {
            throw new IOException("standard input cannot be read: " + FileAccessException.reason(e), e);
        }
    }

    private void time(Console console, BenchTimer timer, String name, BenchTask.Job job, int leastCalls)
            throws IOException {
        BenchTimer.Timing timing = timer.time(job.call(), seconds, leastCalls, breakdown::reset);
        if (brokenDown) {
            BreakdownTable table = new BreakdownTable(breakdown.rows(), timing, model.threads());
            console.result(row(job, timing) + "\n" + table.text(), json -> {
                object(json, name, job, timing);
                table.write(json);
            });
        } else {
            console.result(row(job, timing), json -> object(json, name, job, timing));
        }
        if (job.operations() / timing.median() > timing.peak()) {
            console.note("vtp: the peak was measured too low, as happens beside busy neighbours: "
                    + EnumName.of(job.task()) + " is compared with the largest rate that was seen");
        }
    }

    private String heading(String name) {
        return String.format(
                Locale.ROOT,
                "%s, %d %s, %s weights, %d-bit vectors%s\n%-6s %6s %13s %12s %12s %11s %9s %8s %8s",
                name,
                model.threads(),
                model.threads() == 1 ? "thread" : "threads",
                EnumName.of(model.weights()),
                ComputePeak.vectorBits(),
                ComputePeak.isFused() ? "" : ", no fused multiply-add",
                "task",
                "batch",
                "size",
                "median",
                "best",
                "per second",
                "GFLOP/s",
                "peak",
                "of peak");
    }

    private static String row(BenchTask.Job job, BenchTimer.Timing timing) {
        double rate = job.operations() / timing.median();
        return String.format(
                Locale.ROOT,
                "%-6s %6d %13s %9.2f ms %9.2f ms %11.2f %9.1f %8.1f %6.1f %%",
                EnumName.of(job.task()),
                job.count(),
                job.size(),
                1e3 * timing.median(),
                1e3 * timing.best(),
                job.count() / timing.median(),
                rate / 1e9,
                timing.peakFor(rate) / 1e9,
                100 * rate / timing.peakFor(rate));
    }

    private void object(JsonGenerator json, String name, BenchTask.Job job, BenchTimer.Timing timing)
            throws IOException {
        double rate = job.operations() / timing.median();
        json.writeStringField("model", name);
        json.writeStringField("task", EnumName.of(job.task()));
        json.writeNumberField("batch", job.count());
        json.writeStringField("size", job.size());
        json.writeNumberField("threads", model.threads());
        json.writeStringField("weights", EnumName.of(model.weights()));
        json.writeNumberField("vector_bits", ComputePeak.vectorBits());
        json.writeNumberField("calls", timing.calls());
        json.writeNumberField("median_ms", 1e3 * timing.median());
        json.writeNumberField("best_ms", 1e3 * timing.best());
        json.writeNumberField("per_second", job.count() / timing.median());
        json.writeNumberField("gflops", rate / 1e9);
        json.writeNumberField("peak_gflops", timing.peakFor(rate) / 1e9);
        json.writeNumberField("of_peak", rate / timing.peakFor(rate));
        json.writeBooleanField("peak_too_low", rate > timing.peak());
    }
}
