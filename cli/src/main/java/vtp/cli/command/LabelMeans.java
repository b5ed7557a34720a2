package vtp.cli.command;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import vtp.cli.console.Console;

/**
 * How several pictures were sorted, for the end of a run: how often each label came first, and its mean probability.
 */
final class LabelMeans {
    private static final int SHOWN = 5;

    private final List<String> labels;
    private final double[] sums;
    private final int[] first;
    private double bestSum;
    private int pictures;

    LabelMeans(List<String> labels) {
        this.labels = labels;
        this.sums = new double[labels.size()];
        this.first = new int[labels.size()];
    }

    void add(float[] probabilities) {
        pictures++;
        int best = 0;
        for (int i = 0; i < sums.length; i++) {
            sums[i] += probabilities[i];
            best = probabilities[i] > probabilities[best] ? i : best;
        }
        first[best]++;
        bestSum += probabilities[best];
    }

    /** Says them, if there were several pictures: a line for a person, an object for a program. */
    void print(Console console) throws IOException {
        if (pictures < 2) {
            return;
        }
        List<Integer> came = IntStream.range(0, first.length)
                .filter(i -> first[i] > 0)
                .boxed()
                .sorted(Comparator.comparingInt(i -> -first[i]))
                .toList();
        String often = came.stream()
                .limit(SHOWN)
                .map(i -> labels.get(i) + " " + first[i])
                .collect(Collectors.joining(", "));
        String more = came.size() > SHOWN ? " and " + (came.size() - SHOWN) + " labels more" : "";
        String text = String.format(
                Locale.ROOT,
                "%d pictures, mean probability of the first label %.1f %%; first: %s%s",
                pictures,
                100 * bestSum / pictures,
                often,
                more);
        console.done(text, json -> {
            json.writeObjectFieldStart("summary");
            json.writeNumberField("pictures", pictures);
            json.writeNumberField("mean_first_probability", bestSum / pictures);
            json.writeArrayFieldStart("labels");
            for (int i : came) {
                json.writeStartObject();
                json.writeStringField("label", labels.get(i));
                json.writeNumberField("index", i);
                json.writeNumberField("first", first[i]);
                json.writeNumberField("mean_probability", sums[i] / pictures);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }
}
