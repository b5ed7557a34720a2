package vtp.cli.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import vtp.cli.console.BarChart;
import vtp.cli.console.Console;
import vtp.cli.console.Terminal;

/** The most probable labels of a picture, the best first. */
public record Ranking(List<Place> places) {
    /**
     * A label in its place.
     *
     * @param index where it stands in the list of all labels
     */
    public record Place(String label, int index, float probability) {}

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
    void print(Console console, String input) throws IOException {
        Terminal terminal = console.terminal();
        boolean unicode = terminal.outIsScreen() && terminal.showsUnicode();
        List<BarChart.Bar> bars = places.stream()
                .map(place -> new BarChart.Bar(place.label(), place.probability()))
                .toList();
        console.result(BarChart.of(input, bars, unicode), json -> {
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
