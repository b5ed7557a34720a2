package vtp.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vtp.engine.Layers;
import vtp.engine.VtpModel;
import vtp.engine.ZeroShotClassifier;
import vtp.engine.image.PictureException;
import vtp.engine.image.PictureReader;
import vtp.engine.image.PictureWriter;
import vtp.engine.image.Pixels;
import vtp.engine.image.Preparation;
import vtp.engine.image.Rgb;
import vtp.engine.image.Rounding;
import vtp.engine.tensor.Latents;
import vtp.engine.tensor.TokenFeatures;

/** What the functions of SQL compute, each of one value; {@link VtpFunctions} says what they take and give. */
final class PictureFunctions {
    private static final int CLASSIFIERS = 16;

    /** Classifiers by options and labels, the least used of which is forgotten first. */
    private static final Map<List<Object>, ZeroShotClassifier> CLASSIFIER = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<List<Object>, ZeroShotClassifier> eldest) {
            return size() > CLASSIFIERS;
        }
    };

    private PictureFunctions() {}

    static float @Nullable [] encode(VtpOptions options, byte[] content) {
        return ofPicture(
                options,
                content,
                Preparation.CROP,
                (model, pixels) -> model.encode(pixels).data());
    }

    static float @Nullable [] embedImage(VtpOptions options, byte[] content) {
        return ofPicture(
                options,
                content,
                Preparation.SQUASH,
                (model, pixels) -> model.imageFeatures(pixels).data());
    }

    static float[] embedText(VtpOptions options, String text) {
        return ExecutorModels.get(options, Tower.TEXT)
                .textFeatures(List.of(text))
                .data();
    }

    /** The class token, and then the mean of the patches' tokens. */
    static float @Nullable [] features(VtpOptions options, byte[] content, int layer) {
        int depth = ExecutorModels.get(options, Tower.VISION).config().trunk().depth();
        if (layer < -depth || layer >= depth) {
            throw new IllegalArgumentException(
                    "vtp_features: layer " + layer + ": the model has blocks 0 to " + (depth - 1) + "; -1 is the last");
        }
        Layers layers = Layers.of(layer < 0 ? depth + layer : layer);
        return ofPicture(options, content, Preparation.SQUASH, (model, pixels) -> {
            TokenFeatures tokens = model.layers(pixels, layers).get(0);
            float[] mean = tokens.patchMeans();
            float[] both = new float[tokens.cls().length + mean.length];
            System.arraycopy(tokens.cls(), 0, both, 0, tokens.cls().length);
            System.arraycopy(mean, 0, both, tokens.cls().length, mean.length);
            return both;
        });
    }

    static float @Nullable [] classify(VtpOptions options, byte[] content, List<String> labels) {
        ZeroShotClassifier classifier = classifier(options, labels);
        return ofPicture(
                options,
                content,
                Preparation.SQUASH,
                (model, pixels) -> classifier.classify(model, pixels).row(0));
    }

    private static ZeroShotClassifier classifier(VtpOptions options, List<String> labels) {
        synchronized (CLASSIFIER) {
            return CLASSIFIER.computeIfAbsent(
                    List.of(options, labels),
                    key -> ZeroShotClassifier.of(ExecutorModels.get(options, Tower.TEXT), labels));
        }
    }

    /** The bytes of a PNG file. */
    static byte[] decode(VtpOptions options, float[] latent) {
        VtpModel model = ExecutorModels.get(options, Tower.DECODER);
        int channels = model.config().latentChannels();
        int side = (int) Math.round(Math.sqrt((double) latent.length / channels));
        if (side < 1 || latent.length != channels * side * side) {
            throw new IllegalArgumentException("vtp_decode: " + latent.length + " numbers are no latent of a square"
                    + " picture; " + channels + " times the square of a number are needed");
        }
        try {
            return PictureWriter.png(
                    model.decode(new Latents(latent, 1, channels, side, side)).toRgb(0, Rounding.TRUNC));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Why a picture cannot be read, in one line; null if it can. */
    static @Nullable String error(VtpOptions options, byte[] content) {
        try {
            read(options, content);
            return null;
        } catch (BadPicture e) {
            return e.getMessage();
        }
    }

    private interface Computation {
        float[] of(VtpModel model, Pixels pixels);
    }

    private static float @Nullable [] ofPicture(
            VtpOptions options, byte[] content, Preparation preparation, Computation computation) {
        VtpModel model = ExecutorModels.get(options, Tower.VISION);
        try {
            Rgb picture = read(options, content);
            int size = options.size() == 0 ? model.config().imageSize() : options.size();
            Rgb prepared = preparation.apply(picture, size, model.config().patchSize());
            try {
                return computation.of(model, Pixels.normalise(prepared));
            } catch (ArithmeticException notFinite) {
                throw new BadPicture(String.valueOf(notFinite.getMessage()), notFinite);
            }
        } catch (BadPicture bad) {
            if (options.failing()) {
                throw new IllegalArgumentException("a picture cannot be used: " + bad.getMessage(), bad);
            }
            return null;
        }
    }

    private static Rgb read(VtpOptions options, byte[] content) throws BadPicture {
        try {
            return new PictureReader(options.orientation()).read(content, "content");
        } catch (PictureException e) {
            throw new BadPicture(e.problem(), e);
        } catch (OutOfMemoryError e) {
            throw new BadPicture("needs more memory than Java may use", e);
        }
    }

    /** What is wrong with a picture, in one line. */
    private static final class BadPicture extends Exception {
        private static final long serialVersionUID = 1;

        BadPicture(String problem, Throwable cause) {
            super(problem, cause);
        }
    }
}
