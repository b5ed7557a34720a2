package vtp.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vtp.cli.console.Console;
import vtp.cli.option.EvaluationOptions;
import vtp.cli.option.ModelOptions;
import vtp.datasets.Dataset;
import vtp.datasets.Extraction;
import vtp.datasets.ExtractionPlan;
import vtp.datasets.PictureEncoder;
import vtp.datasets.PlanSettings;
import vtp.engine.VtpModel;
import vtp.engine.config.Part;
import vtp.engine.config.WeightType;
import vtp.engine.files.ModelSource;
import vtp.engine.image.Orientation;
import vtp.engine.image.PictureReader;
import vtp.evaluation.EvaluationResult;
import vtp.evaluation.Measure;
import vtp.loader.Dtype;

/**
 * One protocol on its way: pictures are measured by a resumable extraction to a folder of their own, and the result is
 * a file and some lines.
 */
final class EvaluationRun {
    /** What a killed run has to do again is a minute's work, or some. */
    private static final int SHARD_SIZE = 512;

    private final Console console;
    private final ModelSource files;
    private final ModelOptions model;
    private final PictureReader reader;
    private final EvaluationOptions options;
    private final Map<String, String> settings;
    private final List<String> deviations = new ArrayList<>();
    private long failed;

    /** @param preparation what is done with each picture, in words */
    EvaluationRun(
            Console console,
            ModelSource files,
            ModelOptions model,
            PictureReader reader,
            EvaluationOptions options,
            String preparation)
            throws IOException {
        this.console = console;
        this.files = files;
        this.model = model;
        this.reader = reader;
        this.options = options;
        this.settings = ExtractionSettings.of(files, model.weights(), preparation, reader, console.terminal());
        if (reader.orientation() != Orientation.STORED) {
            deviations.add(
                    "Pictures were turned upright by their EXIF data; the published numbers take them as stored.");
        }
        if (model.weights() != WeightType.F32) {
            deviations.add("Weights were rounded to bfloat16.");
        }
    }

    /** Loads parts of the model to work on many pictures at once. */
    VtpModel load(Part... parts) throws IOException {
        return model.loadForMany(files, parts);
    }

    /** Adds what results depend on besides. */
    EvaluationRun with(String name, String value) {
        settings.put(name, value);
        return this;
    }

    /** Adds a way in which this is not what the published numbers were measured by. */
    void deviates(String sentence) {
        deviations.add(sentence);
    }

    /**
     * Measures all pictures, going on where an earlier run ended.
     *
     * @param folder where rows go
     * @return how many pictures failed; each was named
     */
    long extract(Dataset dataset, PictureEncoder encoder, String folder) throws IOException, InterruptedException {
        Path out = options.file(folder);
        ExtractionPlan plan = new ExtractionPlan(files.name(), settings, Dtype.F32, SHARD_SIZE, 0, 1);
        try (ExtractionReport report = new ExtractionReport(console)) {
            Extraction.Summary summary = new Extraction(dataset, encoder, plan, out)
                    .reader(reader)
                    .threads(model.threads())
                    .restart(options.restart())
                    .run(report);
            report.ends(summary, out.toString());
            failed += summary.failed();
            return summary.failed();
        }
    }

    /** Writes the result, and says it. */
    void result(String protocol, String dataset, long pictures, Map<String, Measure> measures) throws IOException {
        EvaluationResult result = new EvaluationResult(
                protocol,
                files.name(),
                String.valueOf(settings.get(PlanSettings.SHA256)),
                dataset,
                pictures,
                failed,
                shown(),
                measures,
                deviations);
        Path file = options.file(protocol + ".json");
        result.write(file);
        console.result(
                files.name() + ", " + dataset + ", " + pictures + " pictures: " + EvaluationText.of(measures), json -> {
                    json.writeStringField("event", "result");
                    json.writeStringField("output", file.toString());
                    json.writeFieldName("result");
                    result.write(json);
                });
        deviations.forEach(console::note);
    }

    private Map<String, String> shown() {
        Map<String, String> shown = new LinkedHashMap<>(settings);
        shown.remove(PlanSettings.SHA256);
        return shown;
    }

    /** The exit code's number of failed pictures. */
    int failures() {
        return (int) Math.min(Integer.MAX_VALUE, failed);
    }
}
