package vtp.server.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import vtp.engine.config.Part;
import vtp.engine.image.PictureWriter;
import vtp.engine.image.Preparation;
import vtp.engine.image.Rgb;
import vtp.engine.tensor.Latents;
import vtp.generation.Noise;
import vtp.generation.config.SamplingConfig;
import vtp.generation.config.Solver;
import vtp.server.http.Call;
import vtp.server.http.Endpoint;
import vtp.server.http.EventStream;
import vtp.server.http.Refusal;
import vtp.server.http.Reply;

/** {@code POST /v1/generate}: a picture of a class, drawn from noise, and, with events, how it emerges. */
final class GenerateEndpoint implements Endpoint {
    private static final int MOST_STEPS = 1000;
    private static final int USUAL_PREVIEWS = 8;
    private static final int PREVIEW_SIDE = 128;

    private final BatchedModel model;
    private final Optional<BatchedGenerator> generator;

    /** @param generator if there is one */
    GenerateEndpoint(BatchedModel model, Optional<BatchedGenerator> generator) {
        this.model = model;
        this.generator = generator;
    }

    /**
     * What is asked for.
     *
     * @param label the number of a class
     * @param seed of the noise, with the index
     * @param previews of the picture on its way
     */
    private record Order(int label, long seed, long index, SamplingConfig sampling, int previews) {}

    @Override
    public Reply answer(Call call) throws IOException, InterruptedException, Refusal {
        Format format = Format.of(call, List.of(Format.JSON, Format.PNG, Format.EVENTS));
        BatchedGenerator asked = generator.orElseThrow(() ->
                new Refusal(404, "no_generator", "this server has no generator; vtp serve --generator names one"));
        model.require(Part.DECODER);
        Order order = order(call, asked);
        if (format == Format.EVENTS) {
            return events(call, asked, order);
        }
        Rgb picture = draw(asked, order, call, (step, steps, state) -> {});
        return format == Format.PNG
                ? Reply.ok(format.type(), PictureWriter.png(picture))
                : Results.json(json -> write(json, asked, order, picture));
    }

    private static Rgb draw(BatchedGenerator asked, Order order, Call call, BatchedGenerator.Progress progress)
            throws Refusal, InterruptedException {
        long[] indices = {order.index};
        Latents noise = Noise.of(order.seed, indices, asked.served().generator().config());
        try {
            return asked.draw(noise, order.label, order.sampling, call.ticket(), progress);
        } catch (Refusal e) {
            if (!e.code().equals(BatchedModel.TOO_LONG)) {
                throw e;
            }
            throw Refusal.overloaded(
                    e.code(),
                    "the picture takes longer than a request may: ask for fewer steps, or give vtp serve a longer"
                            + " --timeout");
        }
    }

    private Reply events(Call call, BatchedGenerator asked, Order order)
            throws IOException, InterruptedException, Refusal {
        EventStream events = call.events();
        try {
            Rgb picture = draw(asked, order, call, (step, steps, state) -> {
                boolean shows = step < steps && step * order.previews / steps > (step - 1) * order.previews / steps;
                events.send("step", stepTaken(step, steps, shows ? Optional.of(state.decoded()) : Optional.empty()));
            });
            events.send(
                    "picture",
                    Results.json(json -> write(json, asked, order, picture)).body());
        } catch (Refusal e) {
            if (!events.begun()) {
                throw e;
            }
            events.fail(e);
        }
        return events.end();
    }

    private static byte[] stepTaken(int step, int steps, Optional<Rgb> picture) throws Refusal {
        try {
            return Results.json(json -> {
                        json.writeNumberField("step", step);
                        json.writeNumberField("steps", steps);
                        if (picture.isPresent()) {
                            json.writeStringField("picture", Results.dataUrl(small(picture.get())));
                        }
                    })
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory has no such faults
        }
    }

    private static Rgb small(Rgb picture) {
        return picture.width() <= PREVIEW_SIDE ? picture : Preparation.SQUASH.apply(picture, PREVIEW_SIDE, 1);
    }

    private static Order order(Call call, BatchedGenerator asked) throws IOException, InterruptedException, Refusal {
        Inputs inputs = Inputs.of(call);
        if (inputs.body() != null && inputs.body().length > 0) {
            throw new Refusal(
                    415, "unsupported_media_type", "the body is " + call.mediaType() + "; send application/json");
        }
        if (!inputs.pictures().isEmpty()) {
            throw Options.bad("picture", "is not taken here; a picture is drawn from noise");
        }
        Options options = new Options(inputs.options());
        Optional<String> label = options.text("label");
        long seed = options.wholeNumber("seed", 0);
        long index = options.wholeNumber("index", 0);
        SamplingConfig sampling = sampling(options, asked.served().sampling());
        int previews = options.number("previews", USUAL_PREVIEWS, 0, MOST_STEPS);
        options.requireAllKnown();
        return new Order(label(label, seed, index, asked), seed, index, sampling, previews);
    }

    private static int label(Optional<String> label, long seed, long index, BatchedGenerator asked) throws Refusal {
        if (label.isEmpty()) {
            return Noise.label(seed, index, asked.served().classes().count());
        }
        try {
            return asked.served().classes().number(label.get());
        } catch (IllegalArgumentException e) {
            throw Options.bad("label", String.valueOf(e.getMessage()));
        }
    }

    private static SamplingConfig sampling(Options options, SamplingConfig usual) throws Refusal {
        Solver solver = options.choice("solver", Solver.class, usual.solver());
        int points = options.number("steps", Math.min(MOST_STEPS, usual.points()), 2, MOST_STEPS);
        double shift = options.decimal("shift", usual.shift());
        double guidance = options.decimal("guidance", usual.guidance());
        try {
            return new SamplingConfig(
                    solver,
                    points,
                    shift,
                    guidance,
                    usual.guidanceStart(),
                    usual.guidedChannels(),
                    usual.atol(),
                    usual.rtol());
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest("bad_parameter", String.valueOf(e.getMessage()));
        }
    }

    private void write(JsonGenerator json, BatchedGenerator asked, Order order, Rgb picture) throws IOException {
        json.writeStringField("model", model.vtp().name());
        json.writeStringField("generator", asked.served().generator().name());
        json.writeNumberField("label", order.label);
        json.writeStringField("name", asked.served().classes().name(order.label));
        json.writeNumberField("seed", order.seed);
        json.writeNumberField("index", order.index);
        writeSettings(json, order.sampling);
        json.writeNumberField("width", picture.width());
        json.writeNumberField("height", picture.height());
        json.writeStringField("picture", Results.dataUrl(picture));
    }

    /** How pictures are sampled, by the names of a request's options. */
    static void writeSettings(JsonGenerator json, SamplingConfig sampling) throws IOException {
        json.writeStringField("solver", sampling.solver().name().toLowerCase(Locale.ROOT));
        json.writeNumberField("steps", sampling.points());
        json.writeNumberField("shift", sampling.shift());
        json.writeNumberField("guidance", sampling.guidance());
    }
}
