package vtp.server.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import vtp.engine.ZeroShotClassifier;
import vtp.engine.config.Part;
import vtp.engine.image.Preparation;
import vtp.engine.image.Rgb;
import vtp.engine.tensor.Embeddings;
import vtp.engine.tensor.Scores;
import vtp.server.http.Call;
import vtp.server.http.Endpoint;
import vtp.server.http.Refusal;
import vtp.server.http.Reply;

/** {@code POST /v1/classify}: how well labels in words go with pictures. */
final class ClassifyEndpoint implements Endpoint {
    private static final String SCALE_OF_MODEL = "model";

    private final BatchedModel model;
    private final Pictures pictures;
    private final PromptFeatures features;
    private final int mostPrompts;

    /** @param mostPrompts labels times templates of a request */
    ClassifyEndpoint(BatchedModel model, Pictures pictures, PromptFeatures features, int mostPrompts) {
        this.model = model;
        this.pictures = pictures;
        this.features = features;
        this.mostPrompts = mostPrompts;
    }

    @Override
    public Reply answer(Call call) throws IOException, InterruptedException, Refusal {
        Format.of(call, List.of(Format.JSON));
        model.require(Part.CLIP_HEAD);
        model.require(Part.TEXT);
        Inputs inputs = Inputs.ofPictures(call);
        Options options = new Options(inputs.options());
        Pictures.Plan plan = pictures.plan(options, Preparation.SQUASH);
        List<String> labels = labels(options);
        List<String> templates = options.texts("template");
        int top = options.number("top", labels.size(), 1, Integer.MAX_VALUE);
        float scale = scale(options);
        options.requireAllKnown();
        List<Rgb> prepared = pictures.prepared(inputs.pictures(), plan, call.ticket());
        List<float[]> clip = model.clip(prepared, call.ticket());
        ZeroShotClassifier classifier =
                classifier(labels, templates.isEmpty() ? ZeroShotClassifier.AS_IT_IS : templates, call);
        Embeddings images = new Embeddings(Tensors.joined(clip), clip.size(), clip.get(0).length);
        Scores probabilities = classifier.classify(images, scale);
        return Results.json(json -> {
            json.writeStringField("model", model.vtp().name());
            json.writeArrayFieldStart("results");
            for (int i = 0; i < probabilities.images(); i++) {
                write(json, labels, probabilities.row(i), top);
            }
            json.writeEndArray();
        });
    }

    private static List<String> labels(Options options) throws Refusal {
        List<String> labels = new ArrayList<>(options.texts("labels"));
        labels.addAll(options.texts("label"));
        if (labels.isEmpty()) {
            throw Refusal.badRequest("no_labels", "labels: there are none; give an array, or label several times");
        }
        return labels;
    }

    private ZeroShotClassifier classifier(List<String> labels, List<String> templates, Call call)
            throws Refusal, InterruptedException {
        if ((long) labels.size() * templates.size() > mostPrompts) {
            throw new Refusal(
                    413,
                    "too_many_labels",
                    "there are " + labels.size() + " labels with " + templates.size() + " templates; at most "
                            + mostPrompts + " prompts are taken");
        }
        List<String> prompts = labels.stream()
                .flatMap(label -> ZeroShotClassifier.prompts(label, templates).stream())
                .toList();
        Embeddings ofPrompts = features.of(prompts, call.ticket());
        return ZeroShotClassifier.ofFeatures(labels, ZeroShotClassifier.meansOfPrompts(ofPrompts, templates.size()));
    }

    private float scale(Options options) throws Refusal {
        Optional<String> scale = options.text("scale");
        if (scale.isEmpty()) {
            return ZeroShotClassifier.SCALE;
        }
        if (scale.get().equals(SCALE_OF_MODEL)) {
            return model.vtp().logitScale();
        }
        try {
            float number = Float.parseFloat(scale.get());
            if (Float.isFinite(number) && number > 0) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // said below
        }
        throw Options.bad("scale", "must be a positive number, or " + SCALE_OF_MODEL);
    }

    private static void write(JsonGenerator json, List<String> labels, float[] probabilities, int top)
            throws IOException {
        List<Integer> ranked = IntStream.range(0, probabilities.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -probabilities[i]))
                .limit(top)
                .toList();
        json.writeStartArray();
        for (int i : ranked) {
            json.writeStartObject();
            json.writeStringField("label", labels.get(i));
            json.writeNumberField("probability", probabilities[i]);
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
