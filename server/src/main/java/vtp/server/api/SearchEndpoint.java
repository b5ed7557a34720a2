package vtp.server.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import vtp.engine.config.Part;
import vtp.engine.image.Rgb;
import vtp.engine.tensor.Embeddings;
import vtp.search.Hit;
import vtp.search.ImageSearcher;
import vtp.search.IndexedFeature;
import vtp.search.IndexedPicture;
import vtp.search.TextQuery;
import vtp.server.http.Call;
import vtp.server.http.Endpoint;
import vtp.server.http.Refusal;
import vtp.server.http.Reply;

/** {@code POST /v1/search}: pictures of the index that go with a text, or look like a picture. */
final class SearchEndpoint implements Endpoint {
    private static final int USUAL_TOP = 24;
    private static final int MOST_TOP = 1000;

    private final BatchedModel model;
    private final Pictures pictures;
    private final ServedIndex index;

    SearchEndpoint(BatchedModel model, Pictures pictures, ServedIndex index) {
        this.model = model;
        this.pictures = pictures;
        this.index = index;
    }

    @Override
    public Reply answer(Call call) throws IOException, InterruptedException, Refusal {
        Format.of(call, List.of(Format.JSON));
        ImageSearcher searcher = index.current();
        Inputs inputs = Inputs.of(call);
        Options options = new Options(inputs.options());
        Optional<String> text = options.text("text");
        Optional<String> like = options.text("like");
        int top = options.number("top", USUAL_TOP, 1, MOST_TOP);
        options.requireAllKnown();
        List<byte[]> files = inputs.body() == null || text.isPresent() || like.isPresent()
                ? inputs.pictures()
                : Inputs.picture(call, inputs.body());
        if (files.size() + (text.isPresent() ? 1 : 0) + (like.isPresent() ? 1 : 0) != 1) {
            throw Refusal.badRequest(
                    "bad_parameter", "give one thing to search for: text, like, or a picture, and no other");
        }
        List<Hit> hits;
        if (text.isPresent()) {
            hits = searcher.search(IndexedFeature.CLIP, feature(text.get(), call), top);
        } else if (like.isPresent()) {
            hits = like(searcher, like.get(), top);
        } else {
            Pictures.Plan plan = new Pictures.Plan(
                    searcher.settings().preparation(), searcher.settings().size());
            List<Rgb> prepared = pictures.prepared(files, plan, call.ticket());
            float[] cls = model.features(prepared, BatchedModel.LAST, call.ticket())
                    .get(0)
                    .cls();
            hits = searcher.search(IndexedFeature.CLS, cls, top);
        }
        return Results.json(json -> {
            json.writeStringField("model", model.vtp().name());
            json.writeArrayFieldStart("results");
            for (Hit hit : hits) {
                write(json, hit);
            }
            json.writeEndArray();
        });
    }

    private float[] feature(String text, Call call) throws Refusal, InterruptedException {
        model.require(Part.CLIP_HEAD);
        model.require(Part.TEXT);
        TextQuery query;
        try {
            query = TextQuery.parse(text);
        } catch (IllegalArgumentException e) {
            throw Options.bad("text", String.valueOf(e.getMessage()));
        }
        List<String> prompts = new ArrayList<>(List.of(query.wanted()));
        prompts.addAll(query.unwanted());
        List<float[]> rows = model.prompts(model.tokenized(prompts), call.ticket());
        return query.feature(new Embeddings(Tensors.joined(rows), rows.size(), rows.get(0).length));
    }

    private static List<Hit> like(ImageSearcher searcher, String id, int top) throws IOException, Refusal {
        IndexedPicture wanted = ServedIndex.picture(searcher, id);
        float[] cls = searcher.feature(wanted, IndexedFeature.CLS).orElseThrow(() -> ServedIndex.notFound(id));
        return searcher.search(IndexedFeature.CLS, cls, top + 1).stream()
                .filter(hit -> !hit.picture().equals(wanted))
                .limit(top)
                .toList();
    }

    private static void write(JsonGenerator json, Hit hit) throws IOException {
        IndexedPicture picture = hit.picture();
        String name = picture.name().replace('\\', '/');
        json.writeStartObject();
        json.writeStringField("id", picture.sha256());
        json.writeStringField("name", name.substring(name.lastIndexOf('/') + 1)); // where it is, is nobody's business
        json.writeNumberField("score", hit.score());
        json.writeStringField("label", picture.label());
        json.writeStringField("thumbnail", ServedIndex.THUMBNAILS + picture.sha256());
        json.writeEndObject();
    }
}
