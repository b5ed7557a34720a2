package vtp.server.api;

import java.io.IOException;
import java.util.List;
import vtp.engine.image.Preparation;
import vtp.engine.image.Rgb;
import vtp.engine.tensor.Latents;
import vtp.server.http.Call;
import vtp.server.http.Endpoint;
import vtp.server.http.Refusal;
import vtp.server.http.Reply;

/** {@code POST /v1/encode}: pictures to latents. */
final class EncodeEndpoint implements Endpoint {
    private final BatchedModel model;
    private final Pictures pictures;

    EncodeEndpoint(BatchedModel model, Pictures pictures) {
        this.model = model;
        this.pictures = pictures;
    }

    @Override
    public Reply answer(Call call) throws IOException, InterruptedException, Refusal {
        Format format = Format.of(call, List.of(Format.JSON, Format.NPY, Format.SAFETENSORS));
        Inputs inputs = Inputs.ofPictures(call);
        Options options = new Options(inputs.options());
        Pictures.Plan plan = pictures.plan(options, Preparation.CROP);
        boolean base64 = Encoding.of(options) == Encoding.BASE64;
        options.requireAllKnown();
        List<Rgb> prepared = pictures.prepared(inputs.pictures(), plan, call.ticket());
        Results.Tensor latents = tensor(model.encode(prepared, call.ticket()));
        String name = model.vtp().name();
        return format == Format.JSON
                ? Results.json(json -> {
                    json.writeStringField("model", name);
                    Results.write(json, latents, base64);
                })
                : Results.tensors(format, List.of(latents), name);
    }

    /** Latents of several pictures as an array to be written. */
    static Results.Tensor tensor(List<Latents> each) {
        Latents all = Tensors.stacked(each);
        return new Results.Tensor("latents", all.data(), all.batch(), all.channels(), all.height(), all.width());
    }
}
