package vtp.evaluation.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import vtp.loader.AtomicFile;

/**
 * The results of one model or several side by side: a Markdown file, a JSON file, and a page that shows charts and
 * pictures too.
 *
 * @since 0.1.0
 */
public final class EvaluationReport {
    private final List<ModelResults> models;

    /** @param models in the order of the rows, at least one */
    public EvaluationReport(List<ModelResults> models) {
        this.models = List.copyOf(models);
    }

    /**
     * Writes report.md, report.json and report.html.
     *
     * @param folder is made if it is not there
     * @return the three files
     * @throws IOException if they cannot be written, or a picture or table of a result cannot be read
     */
    public List<Path> write(Path folder) throws IOException {
        Files.createDirectories(folder);
        List<Path> files = new ArrayList<>();
        files.add(write(folder.resolve("report.md"), MarkdownReport.of(models).getBytes(StandardCharsets.UTF_8)));
        files.add(write(folder.resolve("report.json"), json()));
        String page = HtmlReport.of(models, ReportCharts.of(models));
        files.add(write(folder.resolve("report.html"), page.getBytes(StandardCharsets.UTF_8)));
        return files;
    }

    private static Path write(Path file, byte[] content) throws IOException {
        try (AtomicFile atomic = AtomicFile.open(file, AtomicFile.Existing.REPLACE)) {
            atomic.stream().write(content);
            atomic.commit();
        }
        return file;
    }

    private byte[] json() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json =
                new JsonFactory().createGenerator(bytes).setPrettyPrinter(new DefaultPrettyPrinter())) {
            json.writeStartObject();
            json.writeArrayFieldStart("results");
            for (ModelResults model : models) {
                for (StoredResult stored : model.results().values()) {
                    stored.result().write(json);
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }
}
