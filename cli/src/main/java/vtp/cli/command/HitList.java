package vtp.cli.command;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import vtp.cli.console.Console;
import vtp.search.Answer;
import vtp.search.Hit;

/** Prints what was found in an index. */
final class HitList {
    private HitList() {}

    /** A line for the question and one for each picture, or an object. */
    static void print(Console console, Answer answer) throws IOException {
        StringBuilder text = new StringBuilder(Console.printable(answer.question()));
        for (Hit hit : answer.hits()) {
            text.append("\n  ").append(line(hit));
        }
        console.result(text.toString(), json -> {
            json.writeStringField("input", answer.question());
            write(json, "pictures", answer.hits());
        });
    }

    /** The score, the name and the label. */
    static String line(Hit hit) {
        String label = hit.picture().label();
        String line = String.format(Locale.ROOT, "%6.3f", hit.score()) + "  "
                + hit.picture().name() + (label == null ? "" : "  (" + label + ")");
        return Console.printable(line);
    }

    static void write(JsonGenerator json, String field, List<Hit> hits) throws IOException {
        json.writeArrayFieldStart(field);
        for (Hit hit : hits) {
            json.writeStartObject();
            json.writeStringField("picture", hit.picture().name());
            json.writeNumberField("score", hit.score());
            json.writeStringField("label", hit.picture().label());
            json.writeStringField("sha256", hit.picture().sha256());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
