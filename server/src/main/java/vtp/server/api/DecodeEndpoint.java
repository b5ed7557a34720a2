package vtp.server.api;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import vtp.engine.config.Part;
import vtp.engine.image.PictureWriter;
import vtp.engine.image.Pixels;
import vtp.engine.image.Rgb;
import vtp.engine.image.Rounding;
import vtp.engine.tensor.Latents;
import vtp.server.http.Call;
import vtp.server.http.Endpoint;
import vtp.server.http.Refusal;
import vtp.server.http.Reply;

/** {@code POST /v1/decode}: latents to pictures. */
final class DecodeEndpoint implements Endpoint {
    private final BatchedModel model;
    private final LatentsInput input;

    DecodeEndpoint(BatchedModel model, LatentsInput input) {
        this.model = model;
        this.input = input;
    }

    @Override
    public Reply answer(Call call) throws IOException, InterruptedException, Refusal {
        Format format = Format.of(call, List.of(Format.JSON, Format.PNG, Format.NPY, Format.SAFETENSORS));
        model.require(Part.DECODER);
        Inputs inputs = Inputs.of(call);
        Options options = new Options(inputs.options());
        Rounding rounding = options.choice("rounding", Rounding.class, Rounding.TRUNC);
        List<Latents> latents = input.read(call, inputs, options);
        options.requireAllKnown();
        requireOne(format, latents.size());
        List<Rgb> pictures = new ArrayList<>();
        for (Pixels pixels : model.decode(latents, call.ticket())) {
            pictures.add(pixels.toRgb(0, rounding));
        }
        String name = model.vtp().name();
        return switch (format) {
            case PNG -> Reply.ok(format.type(), PictureWriter.png(pictures.get(0)));
            case NPY, SAFETENSORS -> Results.pictures(format, pictures, name);
            default ->
                Results.json(json -> {
                    json.writeStringField("model", name);
                    json.writeArrayFieldStart("pictures");
                    for (Rgb picture : pictures) {
                        json.writeString(Results.dataUrl(picture));
                    }
                    json.writeEndArray();
                });
        };
    }

    /** Refuses to put several pictures into one PNG. */
    static void requireOne(Format format, int pictures) throws Refusal {
        if (format == Format.PNG && pictures != 1) {
            throw new Refusal(
                    406, "not_acceptable", "image/png holds one picture, and there are " + pictures + ": ask for JSON");
        }
    }
}
