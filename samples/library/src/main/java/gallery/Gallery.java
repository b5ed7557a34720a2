package gallery;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import vtp.engine.Models;
import vtp.engine.VtpModel;
import vtp.engine.ZeroShotClassifier;
import vtp.engine.image.PictureReader;
import vtp.engine.image.PictureWriter;
import vtp.engine.image.Pixels;
import vtp.engine.image.Preparation;
import vtp.engine.image.Rounding;
import vtp.engine.tensor.Latents;

/** Sends a picture through its latent and back, and says which of some labels fits it best. */
public final class Gallery {
    private static final List<String> LABELS = List.of("a yellow star", "a red circle", "a blue square");

    private Gallery() {}

    /** Takes the name or folder of a model, a picture, and the file to write its copy to. */
    public static void main(String[] args) throws IOException {
        try (VtpModel model = Models.load(args[0])) {
            Pixels pixels = model.prepare(new PictureReader().read(Path.of(args[1])), Preparation.SQUASH);
            Latents latents = model.encode(pixels);
            PictureWriter.writePng(model.decode(latents).toRgb(0, Rounding.TRUNC), Path.of(args[2]));
            System.out.println(label(model, pixels));
        }
    }

    static String label(VtpModel model, Pixels pixels) {
        ZeroShotClassifier classifier = ZeroShotClassifier.of(model, LABELS);
        float[] probabilities = classifier.classify(model, pixels).row(0);
        int best = 0;
        for (int i = 1; i < probabilities.length; i++) {
            best = probabilities[i] > probabilities[best] ? i : best;
        }
        return LABELS.get(best);
    }
}
