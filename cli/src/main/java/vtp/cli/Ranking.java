package vtp.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The most probable labels of a picture, the best first. */
record Ranking(List<Place> places) {
    /**
     * A label in its place.
     *
     * @param index where it stands in the list of all labels
     */
    record Place(String label, int index, float probability) {}

    /** The best of all; of equals the one that is named first. */
    static Ranking of(List<String> labels, float[] probabilities, int top) {
        List<Place> places = new ArrayList<>();
        IntStream.range(0, probabilities.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -probabilities[i]))
                .limit(top)
                .forEach(i -> places.add(new Place(labels.get(i), i, probabilities[i])));
        return new Ranking(places);
    }

    Place best() {
        return places.get(0);
    }

    /** Prints a bar chart, or an object. */
    void print(Report report, String input) throws IOException {
        Terminal terminal = report.terminal();
        boolean unicode = terminal.outIsScreen() && terminal.showsUnicode();
        report.result(BarChart.of(input, places, unicode), json -> {
            json.writeStringField("input", input);
            json.writeArrayFieldStart("labels");
            for (Place place : places) {
                json.writeStartObject();
                json.writeStringField("label", place.label());
                json.writeNumberField("index", place.index());
                json.writeNumberField("probability", place.probability());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }
}
