package vtp.server.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vtp.engine.config.Part;
import vtp.engine.config.TextConfig;
import vtp.engine.image.Preparation;
import vtp.engine.image.Rgb;
import vtp.server.http.Call;
import vtp.server.http.Endpoint;
import vtp.server.http.Refusal;
import vtp.server.http.Reply;

/** {@code POST /v1/embeddings}: CLIP features of texts and pictures, in the form of OpenAI's API. */
final class EmbeddingsEndpoint implements Endpoint {
    private final BatchedModel model;
    private final Pictures pictures;
    private final int mostTexts;

    /** @param mostTexts of a request */
    EmbeddingsEndpoint(BatchedModel model, Pictures pictures, int mostTexts) {
        this.model = model;
        this.pictures = pictures;
        this.mostTexts = mostTexts;
    }

    /** What is embedded: places among the inputs, with the prompts and the files that are there. */
    private static final class Sorted {
        private final List<Integer> textPlaces = new ArrayList<>();
        private final List<int[]> prompts = new ArrayList<>();
        private final List<Integer> picturePlaces = new ArrayList<>();
        private final List<byte[]> files = new ArrayList<>();

        private int count() {
            return textPlaces.size() + picturePlaces.size();
        }
    }

    @Override
    public Reply answer(Call call) throws IOException, InterruptedException, Refusal {
        Format.of(call, List.of(Format.JSON));
        model.require(Part.CLIP_HEAD);
        Inputs inputs = Inputs.of(call);
        if (inputs.body() != null) {
            throw new Refusal(415, "unsupported_media_type", "the body must be application/json with a member input");
        }
        Options options = new Options(inputs.options());
        requireModel(options.text("model"));
        Encoding encoding = options.choice("encoding_format", Encoding.class, Encoding.FLOAT);
        Pictures.Plan plan = pictures.plan(options, Preparation.SQUASH);
        int width = model.vtp().config().clip().orElseThrow().text().width();
        options.number("dimensions", width, width, width);
        options.text("user"); // OpenAI's clients may send it
        Sorted input = sorted(options.raw("input"));
        options.requireAllKnown();

        float[][] features = new float[input.count()][];
        if (!input.files.isEmpty()) {
            List<Rgb> prepared = pictures.prepared(input.files, plan, call.ticket());
            put(features, input.picturePlaces, model.clip(prepared, call.ticket()));
        }
        if (!input.prompts.isEmpty()) {
            model.require(Part.TEXT);
            put(features, input.textPlaces, model.prompts(input.prompts, call.ticket()));
        }
        int tokens = input.prompts.stream().mapToInt(ids -> ids.length).sum();
        return Results.json(json -> write(json, features, tokens, encoding == Encoding.BASE64));
    }

    private void requireModel(Optional<String> named) throws Refusal {
        if (named.isPresent() && !named.get().equals(model.vtp().name())) {
            throw new Refusal(
                    404,
                    "model_not_found",
                    "this server has the model " + model.vtp().name() + ", and no other");
        }
    }

    private Sorted sorted(@Nullable Object input) throws Refusal {
        List<?> elements =
                input instanceof List<?> list && !isPrompt(list) ? list : input == null ? List.of() : List.of(input);
        if (elements.isEmpty() || elements.size() > mostTexts) {
            throw Options.bad(
                    "input", "there are " + elements.size() + " texts or pictures; 1 to " + mostTexts + " are taken");
        }
        Sorted sorted = new Sorted();
        for (int i = 0; i < elements.size(); i++) {
            Object element = elements.get(i);
            if (element instanceof String text && Inputs.isDataUrl(text)) {
                sorted.picturePlaces.add(i);
                sorted.files.add(Inputs.dataUrl(text));
                continue;
            }
            sorted.textPlaces.add(i);
            if (element instanceof String text) {
                sorted.prompts.addAll(model.tokenized(List.of(text)));
            } else if (element instanceof List<?> ids && isPrompt(ids)) {
                sorted.prompts.add(ids(ids));
            } else {
                throw Options.bad("input", "must be a text, a picture's data URL, or an array of them or of token ids");
            }
        }
        return sorted;
    }

    private static boolean isPrompt(List<?> list) {
        return !list.isEmpty() && list.stream().allMatch(Long.class::isInstance);
    }

    private int[] ids(List<?> list) throws Refusal {
        TextConfig text = model.vtp().config().clip().orElseThrow().text();
        int[] ids = new int[list.size()];
        for (int i = 0; i < ids.length; i++) {
            long id = (Long) list.get(i);
            if (id < 0 || id >= text.vocabSize()) {
                throw Options.bad("input", "token id " + id + ": must be 0 to " + (text.vocabSize() - 1));
            }
            ids[i] = (int) id;
        }
        if (ids.length > text.contextLength()) {
            throw Options.bad("input", ids.length + " token ids are too many: at most " + text.contextLength());
        }
        return ids;
    }

    private static void put(float[][] features, List<Integer> places, List<float[]> rows) {
        for (int i = 0; i < rows.size(); i++) {
            features[places.get(i)] = rows.get(i);
        }
    }

    private void write(JsonGenerator json, float[][] features, int tokens, boolean base64) throws IOException {
        json.writeStringField("object", "list");
        json.writeArrayFieldStart("data");
        for (int i = 0; i < features.length; i++) {
            json.writeStartObject();
            json.writeStringField("object", "embedding");
            json.writeNumberField("index", i);
            Results.writeNumbers(json, "embedding", features[i], base64);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeStringField("model", model.vtp().name());
        json.writeObjectFieldStart("usage");
        json.writeNumberField("prompt_tokens", tokens);
        json.writeNumberField("total_tokens", tokens);
        json.writeEndObject();
    }
}
