package vtp.engine;

import java.util.List;
import vtp.engine.image.Pixels;
import vtp.engine.image.Rgb;
import vtp.engine.image.Rounding;
import vtp.kernels.Mat;

/** Shows a listener every stage that {@link VtpModel#trace} promises, by the same calls that anybody makes. */
final class Trace {
    private static final int INTERMEDIATE = 2;
    private static final float SCALE = 100;

    private final VtpModel model;
    private final Network network;
    private final StageListener listener;

    Trace(VtpModel model, Network network, StageListener listener) {
        this.model = model;
        this.network = network;
        this.listener = listener;
    }

    void run(Pixels pixels, List<int[]> ids) {
        listener.stage("pixels", pixels.data().clone(), pixels.batch(), 3, pixels.height(), pixels.width());
        network.encoder().trace(pixels, listener);
        features("last", model.lastLayer(pixels, false));
        features("neck", model.lastLayer(pixels, true));
        intermediate("inter.", pixels, true);
        intermediate("inter_raw.", pixels, false);
        Latents latents = model.encode(pixels);
        listener.stage(
                "latents",
                latents.data().clone(),
                latents.batch(),
                latents.channels(),
                latents.height(),
                latents.width());
        if (model.config().decoder().isPresent()) {
            decode(latents);
        }
        if (model.config().clip().isPresent()) {
            clip(pixels, ids);
        }
    }

    private void intermediate(String prefix, Pixels pixels, boolean norm) {
        int count = Math.min(INTERMEDIATE, model.config().trunk().depth());
        List<TokenFeatures> layers = model.intermediateLayers(pixels, count, norm);
        for (int k = 0; k < count; k++) {
            features(prefix + k, layers.get(k));
        }
    }

    private void features(String prefix, TokenFeatures features) {
        listener.stage(prefix + ".cls", features.cls(), features.batch(), features.channels());
        listener.stage(
                prefix + ".patch",
                features.patch(),
                features.batch(),
                features.height() * features.width(),
                features.channels());
    }

    private void decode(Latents latents) {
        Pixels decoded = network.decoder().decode(latents, blocks("decoder", latents.batch()));
        listener.stage("decoded", decoded.data().clone(), decoded.batch(), 3, decoded.height(), decoded.width());
        if (decoded.batch() == 1) {
            Rgb rgb = decoded.toRgb(0, Rounding.TRUNC);
            float[] levels = new float[rgb.data().length];
            for (int i = 0; i < levels.length; i++) {
                levels[i] = rgb.data()[i] & 0xff;
            }
            listener.stage("rgb", levels, rgb.height(), rgb.width(), Rgb.CHANNELS);
        }
    }

    private void clip(Pixels pixels, List<int[]> ids) {
        Embeddings images = model.imageFeatures(pixels);
        embeddings("clip.image_raw", model.imageFeatures(pixels, false));
        embeddings("clip.image", images);
        if (ids.isEmpty()) {
            return;
        }
        network.text().trace(ids, blocks("text", ids.size()));
        Embeddings texts = model.tokenFeatures(ids, true);
        embeddings("clip.text_raw", model.tokenFeatures(ids, false));
        embeddings("clip.text", texts);
        float bias = (float) model.logitBias().orElse(0);
        scores("logits", Scores.logits(images, texts, model.logitScale(), bias));
        scores("probs", VtpModel.classify(images, texts, SCALE));
    }

    /** Shows what blocks make of the tokens of {@code batch} pictures or prompts. */
    private BlockListener blocks(String tower, int batch) {
        return (block, x) -> {
            if (block >= 0) {
                tokens(listener, tower + ".block." + block, x, batch);
            }
        };
    }

    static void tokens(StageListener listener, String name, Mat x, int batch) {
        listener.stage(name, x.toArray(), batch, x.rows() / batch, x.cols());
    }

    private void embeddings(String name, Embeddings embeddings) {
        listener.stage(name, embeddings.data().clone(), embeddings.count(), embeddings.width());
    }

    private void scores(String name, Scores scores) {
        listener.stage(name, scores.data(), scores.images(), scores.texts());
    }
}
