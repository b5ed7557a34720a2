package vtp.server.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import vtp.engine.config.Part;
import vtp.engine.config.VtpConfig;
import vtp.engine.image.Pixels;
import vtp.engine.image.Preparation;
import vtp.engine.image.Quality;
import vtp.engine.image.Rgb;
import vtp.engine.image.Rounding;
import vtp.engine.tensor.Latents;
import vtp.server.http.Call;
import vtp.server.http.Endpoint;
import vtp.server.http.Refusal;
import vtp.server.http.Reply;

/** {@code POST /v1/reconstruct}: pictures through the latents and back, and what that cost. */
final class ReconstructEndpoint implements Endpoint {
    private final BatchedModel model;
    private final Pictures pictures;

    ReconstructEndpoint(BatchedModel model, Pictures pictures) {
        this.model = model;
        this.pictures = pictures;
    }

    @Override
    public Reply answer(Call call) throws IOException, InterruptedException, Refusal {
        Format format = Format.of(call, List.of(Format.JSON, Format.PNG));
        model.require(Part.DECODER);
        requireEqualSides();
        Inputs inputs = Inputs.ofPictures(call);
        Options options = new Options(inputs.options());
        Pictures.Plan plan = pictures.plan(options, Preparation.CROP);
        Rounding rounding = options.choice("rounding", Rounding.class, Rounding.TRUNC);
        boolean base64 = Encoding.of(options) == Encoding.BASE64;
        List<String> include = options.words("include");
        for (String word : include) {
            if (!word.equals("latents")) {
                throw Options.bad("include", "must be latents");
            }
        }
        options.requireAllKnown();
        DecodeEndpoint.requireOne(format, inputs.pictures().size());
        List<Rgb> originals = pictures.prepared(inputs.pictures(), plan, call.ticket());
        List<Latents> latents = model.encode(originals, call.ticket());
        List<Pixels> decoded = model.decode(latents, call.ticket());
        // Pictures are written while they are measured: either takes as long.
        List<CompletableFuture<byte[]>> sources = format == Format.PNG
                ? List.of()
                : originals.stream().map(ReconstructEndpoint::png).toList();
        List<Result> results = new ArrayList<>();
        for (int i = 0; i < originals.size(); i++) {
            results.add(result(originals.get(i), decoded.get(i), rounding));
        }
        if (format == Format.PNG) {
            Result one = results.get(0);
            return Reply.ok(format.type(), one.picture.join())
                    .with(Map.of(
                            "VTP-PSNR", number(one.quality.psnrDb()),
                            "VTP-SSIM", number(one.quality.ssim())));
        }
        return Results.json(json -> {
            json.writeStringField("model", model.vtp().name());
            json.writeArrayFieldStart("results");
            for (int i = 0; i < sources.size(); i++) {
                write(json, sources.get(i), results.get(i));
            }
            json.writeEndArray();
            if (!include.isEmpty()) {
                Results.write(json, EncodeEndpoint.tensor(latents), base64);
            }
        });
    }

    private void requireEqualSides() throws Refusal {
        int patch = model.vtp().config().patchSize();
        if (patch != VtpConfig.UPSCALE) {
            throw Refusal.badRequest(
                    "model_lacks_part",
                    "patches of " + patch + " pixels become " + VtpConfig.UPSCALE
                            + ", so a reconstruction has another size than its picture; use encode and decode");
        }
    }

    /**
     * What came of a picture.
     *
     * @param picture its PNG, perhaps still being written
     */
    private record Result(int width, int height, CompletableFuture<byte[]> picture, Quality quality) {}

    private static Result result(Rgb original, Pixels decoded, Rounding rounding) throws Refusal {
        CompletableFuture<byte[]> picture = png(decoded.toRgb(0, rounding));
        try {
            Quality quality = Quality.of(original.data(), decoded.toUnitRgb(0), original.height(), original.width());
            return new Result(decoded.width(), decoded.height(), picture, quality);
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest("bad_input", String.valueOf(e.getMessage()));
        }
    }

    private static CompletableFuture<byte[]> png(Rgb picture) {
        return CompletableFuture.supplyAsync(() -> Results.png(picture));
    }

    private static void write(JsonGenerator json, CompletableFuture<byte[]> original, Result result)
            throws IOException {
        json.writeStartObject();
        json.writeNumberField("width", result.width);
        json.writeNumberField("height", result.height);
        json.writeStringField("original", Results.dataUrl(original.join()));
        json.writeStringField("picture", Results.dataUrl(result.picture.join()));
        writeFinite(json, "psnr", result.quality.psnrDb());
        writeFinite(json, "ssim", result.quality.ssim());
        json.writeEndObject();
    }

    /** JSON has no infinity. */
    private static void writeFinite(JsonGenerator json, String name, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumberField(name, value);
        } else {
            json.writeNullField(name);
        }
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
