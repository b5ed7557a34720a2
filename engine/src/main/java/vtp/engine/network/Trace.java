package vtp.engine.network;

import java.util.List;
import java.util.stream.IntStream;
import vtp.engine.config.ClipConfig;
import vtp.engine.config.VtpConfig;
import vtp.engine.image.Pixels;
import vtp.engine.image.Rgb;
import vtp.engine.image.Rounding;
import vtp.engine.tensor.Embeddings;
import vtp.engine.tensor.Latents;
import vtp.engine.tensor.Scores;
import vtp.engine.tensor.StageListener;
import vtp.engine.tensor.TokenFeatures;
import vtp.kernels.Mat;

/**
 * Shows a listener every stage of a picture's way, and of some prompts', by the calls that everybody makes.
 *
 * @since 0.1.0
 */
public final class Trace {
    private static final int INTERMEDIATE = 2;
    private static final float SCALE = 100;

    private final VtpConfig config;
    private final Network network;
    private final StageListener listener;

    public Trace(VtpConfig config, Network network, StageListener listener) {
        this.config = config;
        this.network = network;
        this.listener = listener;
    }

    public void run(Pixels pixels, List<int[]> ids) {
        listener.stage("pixels", pixels.data().clone(), pixels.batch(), 3, pixels.height(), pixels.width());
        network.encoder().trace(pixels, listener);
        features("last", network.encoder().lastLayer(pixels, false));
        features("neck", network.encoder().lastLayer(pixels, true));
        intermediate("inter.", pixels, true);
        intermediate("inter_raw.", pixels, false);
        Latents latents = network.encoder().latents(pixels);
        listener.stage(
                "latents",
                latents.data().clone(),
                latents.batch(),
                latents.channels(),
                latents.height(),
                latents.width());
        if (config.decoder().isPresent()) {
            decode(latents);
        }
        if (config.clip().isPresent()) {
            clip(pixels, ids);
        }
    }

    private void intermediate(String prefix, Pixels pixels, boolean norm) {
        int depth = config.trunk().depth();
        int count = Math.min(INTERMEDIATE, depth);
        int[] last = IntStream.range(depth - count, depth).toArray();
        List<TokenFeatures> layers = network.encoder().intermediateLayers(pixels, last, norm);
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
        ClipConfig clip = config.clip().orElseThrow();
        ClipHead head = network.head();
        Embeddings images = network.encoder().clip(pixels, clip, head, true);
        embeddings("clip.image_raw", network.encoder().clip(pixels, clip, head, false));
        embeddings("clip.image", images);
        if (ids.isEmpty()) {
            return;
        }
        network.text().trace(ids, blocks("text", ids.size()));
        Embeddings texts = network.text().features(ids, true);
        embeddings("clip.text_raw", network.text().features(ids, false));
        embeddings("clip.text", texts);
        scores("logits", Scores.logits(images, texts, head.logitScale(), head.logitBias()));
        scores("probs", Scores.logits(images, texts, SCALE, 0).softmax());
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
