package vtp.server.api;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import vtp.engine.config.Part;
import vtp.engine.image.PictureWriter;
import vtp.engine.image.Preparation;
import vtp.engine.image.PrincipalComponents;
import vtp.engine.image.Rgb;
import vtp.engine.tensor.TokenFeatures;
import vtp.server.http.Call;
import vtp.server.http.Endpoint;
import vtp.server.http.Refusal;
import vtp.server.http.Reply;

/** {@code POST /v1/features}: what the vision transformer makes of pictures, token by token. */
final class FeaturesEndpoint implements Endpoint {
    private final BatchedModel model;
    private final Pictures pictures;

    FeaturesEndpoint(BatchedModel model, Pictures pictures) {
        this.model = model;
        this.pictures = pictures;
    }

    @Override
    public Reply answer(Call call) throws IOException, InterruptedException, Refusal {
        Format format = Format.of(call, List.of(Format.JSON, Format.PNG, Format.NPY, Format.SAFETENSORS));
        Inputs inputs = Inputs.ofPictures(call);
        Options options = new Options(inputs.options());
        Pictures.Plan plan = pictures.plan(options, Preparation.SQUASH);
        Set<FeatureInclude> include = FeatureInclude.of(options);
        int block = block(options);
        boolean base64 = Encoding.of(options) == Encoding.BASE64;
        options.requireAllKnown();
        DecodeEndpoint.requireOne(format, inputs.pictures().size());
        requireOneArray(format, include);
        if (include.contains(FeatureInclude.CLIP)) {
            model.require(Part.CLIP_HEAD);
        }
        List<Rgb> prepared = pictures.prepared(inputs.pictures(), plan, call.ticket());
        List<TokenFeatures> features = model.features(prepared, block, call.ticket());
        if (format == Format.PNG) {
            int patch = model.vtp().config().patchSize();
            return Reply.ok(format.type(), PictureWriter.png(PrincipalComponents.paint(features.get(0), patch)));
        }
        List<Results.Tensor> tensors = new ArrayList<>(tensors(features, include));
        if (include.contains(FeatureInclude.CLIP)) {
            List<float[]> clip = model.clip(prepared, call.ticket());
            tensors.add(tensor(FeatureInclude.CLIP, clip, clip.size(), clip.get(0).length));
        }
        return format == Format.JSON
                ? json(features, tensors, include.contains(FeatureInclude.PCA), base64)
                : Results.tensors(format, tensors, model.vtp().name());
    }

    private int block(Options options) throws Refusal {
        Optional<String> layer = options.text("layer");
        return layer.isEmpty() || layer.get().equals("last")
                ? BatchedModel.LAST
                : options.number("layer", 0, 0, model.vtp().config().trunk().depth() - 1);
    }

    private static void requireOneArray(Format format, Set<FeatureInclude> include) throws Refusal {
        long arrays =
                include.stream().filter(part -> part != FeatureInclude.PCA).count();
        if ((format == Format.NPY && arrays != 1) || (format == Format.SAFETENSORS && arrays == 0)) {
            throw new Refusal(
                    406,
                    "not_acceptable",
                    "npy holds one array, safetensors one or more: include=cls, patch, pooled or clip asks for one");
        }
    }

    private static List<Results.Tensor> tensors(List<TokenFeatures> features, Set<FeatureInclude> include) {
        TokenFeatures first = features.get(0);
        int count = features.size();
        int channels = first.channels();
        List<Results.Tensor> tensors = new ArrayList<>();
        if (include.contains(FeatureInclude.CLS)) {
            List<float[]> rows = features.stream().map(TokenFeatures::cls).toList();
            tensors.add(tensor(FeatureInclude.CLS, rows, count, channels));
        }
        if (include.contains(FeatureInclude.PATCH)) {
            List<float[]> rows = features.stream().map(TokenFeatures::patch).toList();
            tensors.add(tensor(FeatureInclude.PATCH, rows, count, (long) first.height() * first.width(), channels));
        }
        if (include.contains(FeatureInclude.POOLED)) {
            List<float[]> rows =
                    features.stream().map(TokenFeatures::patchMeans).toList();
            tensors.add(tensor(FeatureInclude.POOLED, rows, count, channels));
        }
        return tensors;
    }

    private static Results.Tensor tensor(FeatureInclude part, List<float[]> rows, long... shape) {
        return new Results.Tensor(part.key(), Tensors.joined(rows), shape);
    }

    private Reply json(List<TokenFeatures> features, List<Results.Tensor> tensors, boolean pca, boolean base64)
            throws IOException {
        return Results.json(json -> {
            json.writeStringField("model", model.vtp().name());
            json.writeObjectFieldStart("grid");
            json.writeNumberField("height", features.get(0).height());
            json.writeNumberField("width", features.get(0).width());
            json.writeEndObject();
            json.writeNumberField("channels", features.get(0).channels());
            if (pca) {
                json.writeArrayFieldStart(FeatureInclude.PCA.key());
                for (TokenFeatures one : features) {
                    json.writeString(Results.dataUrl(PrincipalComponents.paint(one, 1)));
                }
                json.writeEndArray();
            }
            for (Results.Tensor tensor : tensors) {
                Results.write(json, tensor, base64);
            }
        });
    }
}
