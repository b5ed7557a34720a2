package vtp.evaluation.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import vtp.evaluation.EvaluationResult;
import vtp.evaluation.Measure;

/** The report as Markdown. */
final class MarkdownReport {
    private MarkdownReport() {}

    static String of(List<ModelResults> models) {
        StringBuilder text = new StringBuilder("# Evaluation\n\n");
        table(text, models);
        text.append(
                "\nIntervals hold in 95 of 100 repetitions with other pictures of the same kind. Published numbers are"
                        + " those of the model's authors, where its weights are theirs.\n");
        for (ModelResults model : models) {
            text.append("\n## ").append(escaped(model.name())).append("\n\nsha256 of the weights: `");
            text.append(model.sha256()).append("`\n");
            for (StoredResult stored : model.results().values()) {
                protocol(text, stored.result());
            }
        }
        return text.toString();
    }

    private static void table(StringBuilder text, List<ModelResults> models) {
        List<ReportColumn> columns = ReportColumn.of(models);
        StringJoiner titles = new StringJoiner(" | ", "| model | ", " |\n");
        columns.forEach(column -> titles.add(column.title()));
        text.append(titles).append("|---".repeat(columns.size() + 1)).append("|\n");
        for (ModelResults model : models) {
            StringJoiner row = new StringJoiner(" | ", "| " + escaped(model.name()) + " | ", " |\n");
            columns.forEach(column -> row.add(cell(column, model)));
            text.append(row);
        }
    }

    private static String cell(ReportColumn column, ModelResults model) {
        Measure value = column.value(model);
        EvaluationResult result = model.result(column.protocol());
        if (value == null || result == null) {
            return "–";
        }
        StringJoiner facts = new StringJoiner("; ", " (", ")");
        ReportColumn.interval(column, value).ifPresent(facts::add);
        facts.add(ReportColumn.pictures(result));
        column.published(model).ifPresent(published -> facts.add("published " + published));
        return "**" + column.text(value.value()) + "**" + facts;
    }

    private static void protocol(StringBuilder text, EvaluationResult result) {
        text.append("\n### ").append(result.protocol()).append(" on ").append(escaped(result.dataset()));
        text.append("\n\n").append(ReportColumn.pictures(result)).append("\n\n");
        for (Map.Entry<String, Measure> measure : result.measures().entrySet()) {
            text.append("* ")
                    .append(measure.getKey())
                    .append(": ")
                    .append(number(measure.getValue()))
                    .append('\n');
        }
        for (Map.Entry<String, String> setting : result.settings().entrySet()) {
            text.append("* ").append(escaped(setting.getKey())).append(": ");
            text.append(escaped(setting.getValue())).append('\n');
        }
        if (!result.deviations().isEmpty()) {
            text.append("\nHow this differs from the published protocol:\n\n");
            result.deviations()
                    .forEach(deviation ->
                            text.append("* ").append(escaped(deviation)).append('\n'));
        }
    }

    /** A number in five digits, and its interval if there is one. */
    static String number(Measure measure) {
        return measure.hasBounds()
                ? digits(measure.value()) + " (" + digits(measure.low()) + " – " + digits(measure.high()) + ")"
                : digits(measure.value());
    }

    private static String digits(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.5g", value) : "∞";
    }

    /** Names of files may hold what Markdown would obey. */
    private static String escaped(String text) {
        return text.replaceAll("([\\\\`*_{}\\[\\]<>#|])", "\\\\$1").replaceAll("\\R", " ");
    }
}
