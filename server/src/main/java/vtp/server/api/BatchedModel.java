package vtp.server.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import vtp.engine.Layers;
import vtp.engine.VtpModel;
import vtp.engine.config.Part;
import vtp.engine.image.Pixels;
import vtp.engine.image.Rgb;
import vtp.engine.tensor.Embeddings;
import vtp.engine.tensor.Latents;
import vtp.engine.tensor.TokenFeatures;
import vtp.server.batch.Lane;
import vtp.server.batch.Operation;
import vtp.server.batch.QueueFullException;
import vtp.server.batch.Ticket;
import vtp.server.http.Refusal;

/** The model behind its lane: what a request has computed waits its turn and shares a batch with others of its kind. */
final class BatchedModel {
    /** The block that stands for the last layer. */
    static final int LAST = -1;

    /** The code of what a request's time is too short for. */
    static final String TOO_LONG = "deadline";

    /** So many prompts at a time keep all cores busy. */
    private static final int PROMPTS = 256;

    private final VtpModel vtp;
    private final Lane lane;
    private final Operation<Rgb, Latents> encode;
    private final Operation<Latents, Pixels> decode;
    private final Operation<Rgb, float[]> clip;
    private final Operation<LayerInput, TokenFeatures> features;
    private final Operation<List<int[]>, List<float[]>> prompts;

    /** A picture and the number of the block whose features are asked for, or {@link #LAST}. */
    private record LayerInput(Rgb picture, int block) {}

    /** @param batch pictures that are computed together at most */
    BatchedModel(VtpModel vtp, Lane lane, int batch) {
        this.vtp = vtp;
        this.lane = lane;
        this.encode = new Kind<>("encode", batch, picture -> 1, BatchedModel::sides, this::encodeAll);
        this.decode = new Kind<>("decode", batch, latents -> 1, BatchedModel::sides, this::decodeAll);
        this.clip = new Kind<>("clip", batch, picture -> 1, BatchedModel::sides, this::clipAll);
        this.features = new Kind<>(
                "features",
                batch,
                input -> 1,
                input -> List.of(input.block, sides(input.picture)),
                this::featuresOfAll);
        this.prompts = new Kind<>("text", PROMPTS, List::size, texts -> "", this::promptsOfAll);
    }

    /** The model itself, for what takes no time. */
    VtpModel vtp() {
        return vtp;
    }

    /** Refuses a request that needs what the model lacks. */
    void require(Part part) throws Refusal {
        if (vtp.config().lacks(part).isPresent()) {
            throw Refusal.badRequest(
                    "model_lacks_part", "model " + vtp.name() + " has no " + part.words() + ", which this needs");
        }
    }

    /** Encodes prepared pictures; one result each, as with all that follow. */
    List<Latents> encode(List<Rgb> pictures, Ticket ticket) throws Refusal, InterruptedException {
        return compute(encode, pictures, ticket);
    }

    /** Decodes latents of one picture each. */
    List<Pixels> decode(List<Latents> latents, Ticket ticket) throws Refusal, InterruptedException {
        return compute(decode, latents, ticket);
    }

    /** CLIP features of prepared pictures, each of length 1. */
    List<float[]> clip(List<Rgb> pictures, Ticket ticket) throws Refusal, InterruptedException {
        return compute(clip, pictures, ticket);
    }

    /** Features of a block of prepared pictures. */
    List<TokenFeatures> features(List<Rgb> pictures, int block, Ticket ticket) throws Refusal, InterruptedException {
        List<LayerInput> inputs =
                pictures.stream().map(picture -> new LayerInput(picture, block)).toList();
        return compute(features, inputs, ticket);
    }

    /** The token ids of texts. */
    List<int[]> tokenized(List<String> texts) throws Refusal {
        try {
            return texts.stream().map(vtp::tokenize).toList();
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest("bad_input", String.valueOf(e.getMessage()));
        }
    }

    /** CLIP features of prompts, each of length 1. */
    List<float[]> prompts(List<int[]> ids, Ticket ticket) throws Refusal, InterruptedException {
        List<List<int[]>> groups = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += PROMPTS) {
            groups.add(ids.subList(from, Math.min(ids.size(), from + PROMPTS)));
        }
        List<float[]> all = new ArrayList<>();
        compute(prompts, groups, ticket).forEach(all::addAll);
        return all;
    }

    /** Has inputs computed in their turn, one result each. */
    <I, O> List<O> compute(Operation<I, O> operation, List<I> inputs, Ticket ticket)
            throws Refusal, InterruptedException {
        try {
            return lane.compute(operation, inputs, ticket);
        } catch (QueueFullException e) {
            throw Refusal.overloaded("queue_full", String.valueOf(e.getMessage()));
        } catch (TimeoutException e) {
            throw Refusal.overloaded(TOO_LONG, "this took longer than a request may take: try again later");
        } catch (CancellationException e) {
            throw Refusal.overloaded("stopping", String.valueOf(e.getMessage()));
        } catch (ExecutionException e) {
            throw refusal(Objects.requireNonNull(e.getCause()));
        }
    }

    private static Refusal refusal(Throwable failure) {
        if (failure instanceof IllegalArgumentException || failure instanceof ArithmeticException) {
            return Refusal.badRequest("bad_input", String.valueOf(failure.getMessage()));
        }
        if (failure instanceof CancellationException) {
            return Refusal.overloaded("stopping", String.valueOf(failure.getMessage()));
        }
        if (failure instanceof TimeoutException) {
            return Refusal.overloaded(TOO_LONG, "this waited longer than a request may take: try again later");
        }
        if (failure instanceof Error error) {
            throw error;
        }
        throw new IllegalStateException("the model failed", failure);
    }

    private static Object sides(Rgb picture) {
        return List.of(picture.height(), picture.width());
    }

    private static Object sides(Latents latents) {
        return List.of(latents.height(), latents.width());
    }

    private List<Latents> encodeAll(List<Rgb> pictures) {
        Latents all = vtp.encode(Pixels.normalise(pictures));
        return rows(all.data(), all.batch()).stream()
                .map(row -> new Latents(row, 1, all.channels(), all.height(), all.width()))
                .toList();
    }

    private List<Pixels> decodeAll(List<Latents> latents) {
        Pixels all = vtp.decode(Tensors.stacked(latents));
        return rows(all.data(), all.batch()).stream()
                .map(row -> Pixels.of(row, 1, all.height(), all.width()))
                .toList();
    }

    private List<float[]> clipAll(List<Rgb> pictures) {
        Embeddings all = vtp.imageFeatures(Pixels.normalise(pictures));
        return rows(all.data(), all.count());
    }

    private List<TokenFeatures> featuresOfAll(List<LayerInput> inputs) {
        Pixels pixels =
                Pixels.normalise(inputs.stream().map(LayerInput::picture).toList());
        int block = inputs.get(0).block;
        TokenFeatures all = block == LAST
                ? vtp.lastLayer(pixels)
                : vtp.layers(pixels, Layers.of(block)).get(0);
        List<float[]> cls = rows(all.cls(), all.batch());
        List<float[]> patch = rows(all.patch(), all.batch());
        List<TokenFeatures> each = new ArrayList<>();
        for (int i = 0; i < all.batch(); i++) {
            each.add(new TokenFeatures(cls.get(i), patch.get(i), 1, all.height(), all.width(), all.channels()));
        }
        return each;
    }

    private List<List<float[]>> promptsOfAll(List<List<int[]>> groups) {
        List<int[]> ids = groups.stream().flatMap(List::stream).toList();
        Embeddings all = vtp.tokenFeatures(ids);
        List<float[]> rows = rows(all.data(), all.count());
        List<List<float[]>> each = new ArrayList<>();
        int from = 0;
        for (List<int[]> group : groups) {
            each.add(rows.subList(from, from + group.size()));
            from += group.size();
        }
        return each;
    }

    private static List<float[]> rows(float[] data, int count) {
        int width = data.length / count;
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(count == 1 ? data : Arrays.copyOfRange(data, i * width, (i + 1) * width));
        }
        return rows;
    }
}
