package vtp.evaluation.report;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import vtp.evaluation.EvaluationResult;
import vtp.evaluation.Gallery;
import vtp.evaluation.Measure;
import vtp.loader.Html;

/** The report as one page that needs nothing but itself: charts and pictures are in it. */
final class HtmlReport {
    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>Evaluation</title>
            <style>
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem;
                   color: #222; background: #fff; }
            table { border-collapse: collapse; margin: 1rem 0; }
            th, td { text-align: left; vertical-align: top; padding: .4rem 1rem .4rem 0;
                border-bottom: 1px solid #ddd; }
            td:first-child, td small span { white-space: nowrap; }
            td b { font-size: 1.3rem; }
            small, figcaption { color: #555; font-size: .85rem; }
            code { overflow-wrap: anywhere; }
            figure { margin: 0; }
            img { max-width: 100%; height: auto; }
            .row { display: flex; flex-wrap: wrap; gap: 1rem; margin: .5rem 0 1.5rem; }
            .groups { display: flex; flex-wrap: wrap; gap: 0 3rem; }
            .groups h4 { margin: 1rem 0 .5rem; }
            .charts figure { width: calc(50% - .5rem); min-width: 20rem; }
            .notes { background: #fff7e0; padding: .6rem 1rem; border-left: .3rem solid #e0b000; }
            .notes ul { margin: .3rem 0; padding-left: 1.2rem; }
            </style>
            </head>
            <body>
            <h1>Evaluation</h1>
            BODY
            </body>
            </html>
            """;

    private HtmlReport() {}

    static String of(List<ModelResults> models, Map<String, byte[]> charts) throws IOException {
        StringBuilder body = new StringBuilder();
        table(body, models);
        body.append("<p><small>Intervals hold in 95 of 100 repetitions with other pictures of the same kind. Published"
                + " numbers are those of the model's authors, where its weights are theirs.</small></p>\n");
        body.append("<div class=\"row charts\">\n");
        charts.forEach((caption, png) -> figure(body, png, caption));
        body.append("</div>\n");
        for (ModelResults model : models) {
            body.append("<h2>")
                    .append(Html.escaped(model.name()))
                    .append("</h2>\n<p><small>sha256 of the weights <code>");
            body.append(Html.escaped(model.sha256())).append("</code></small></p>\n");
            for (StoredResult stored : model.results().values()) {
                protocol(body, stored.result());
                pictures(body, stored.gallery());
            }
        }
        return PAGE.replace("BODY", body);
    }

    private static void table(StringBuilder body, List<ModelResults> models) {
        List<ReportColumn> columns = ReportColumn.of(models);
        body.append("<table>\n<tr><th>model</th>");
        columns.forEach(column -> body.append("<th>").append(column.title()).append("</th>"));
        body.append("</tr>\n");
        for (ModelResults model : models) {
            body.append("<tr><td>").append(Html.escaped(model.name())).append("</td>");
            columns.forEach(column -> cell(body, column, model));
            body.append("</tr>\n");
        }
        body.append("</table>\n");
    }

    private static void cell(StringBuilder body, ReportColumn column, ModelResults model) {
        Measure value = column.value(model);
        EvaluationResult result = model.result(column.protocol());
        if (value == null || result == null) {
            body.append("<td>–</td>");
            return;
        }
        StringJoiner facts = new StringJoiner("<br>");
        ReportColumn.interval(column, value).ifPresent(interval -> facts.add("<span>" + interval + "</span>"));
        facts.add(ReportColumn.pictures(result));
        facts.add(Html.escaped(result.dataset()));
        column.published(model).ifPresent(published -> facts.add("published " + published));
        body.append("<td><b>").append(column.text(value.value())).append("</b><br><small>");
        body.append(facts).append("</small></td>");
    }

    private static void protocol(StringBuilder body, EvaluationResult result) {
        body.append("<h3>")
                .append(Html.escaped(result.protocol()))
                .append(" on ")
                .append(Html.escaped(result.dataset()));
        body.append("</h3>\n<table>\n<tr><td>pictures</td><td>").append(ReportColumn.pictures(result));
        body.append("</td></tr>\n");
        for (Map.Entry<String, Measure> measure : result.measures().entrySet()) {
            row(body, measure.getKey(), MarkdownReport.number(measure.getValue()));
        }
        result.settings().forEach((name, value) -> row(body, name, value));
        body.append("</table>\n");
        if (!result.deviations().isEmpty()) {
            body.append("<div class=\"notes\">How this differs from the published protocol:<ul>\n");
            result.deviations()
                    .forEach(deviation ->
                            body.append("<li>").append(Html.escaped(deviation)).append("</li>\n"));
            body.append("</ul></div>\n");
        }
    }

    private static void row(StringBuilder body, String name, String value) {
        body.append("<tr><td>").append(Html.escaped(name)).append("</td><td>");
        body.append(Html.escaped(value)).append("</td></tr>\n");
    }

    private static void pictures(StringBuilder body, Gallery gallery) throws IOException {
        body.append("<div class=\"groups\">\n");
        for (Gallery.Group group : gallery.groups()) {
            body.append("<div><h4>").append(Html.escaped(group.title())).append("</h4>\n<div class=\"row\">\n");
            for (Gallery.Shown shown : group.pictures()) {
                figure(body, Files.readAllBytes(shown.file()), shown.caption());
            }
            body.append("</div></div>\n");
        }
        body.append("</div>\n");
    }

    private static void figure(StringBuilder body, byte[] png, String caption) {
        body.append("<figure><img alt=\"").append(Html.escaped(caption)).append("\" src=\"data:image/png;base64,");
        body.append(Base64.getEncoder().encodeToString(png)).append("\"><figcaption>");
        body.append(Html.escaped(caption)).append("</figcaption></figure>\n");
    }
}
