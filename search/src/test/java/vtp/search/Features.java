package vtp.search;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import vtp.datasets.FileContent;
import vtp.engine.image.Orientation;
import vtp.engine.image.Preparation;

/** Made-up pictures and features. */
final class Features {
    static final int CLIP = 24;
    static final int CLS = 16;

    private Features() {}

    static IndexSettings settings(boolean quantized) {
        return new IndexSettings("made-up", "ab".repeat(32), Preparation.SQUASH, 256, Orientation.EXIF, quantized);
    }

    static IndexedPicture picture(int number) {
        Path file = Path.of("/pictures", number + ".png");
        String sha256 = String.format("%064x", number);
        return new IndexedPicture(
                FileContent.whole(file), 1000 + number, Instant.ofEpochMilli(number), sha256, "class " + number % 3);
    }

    /** The same for the same number. */
    static float[] vector(int number, int width) {
        Random random = new Random(number);
        float[] vector = new float[width];
        for (int i = 0; i < width; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return vector;
    }

    /** Puts pictures into an index, without committing them. */
    static void put(PictureIndex index, int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            index.put(picture(i), vector(i, CLIP), vector(-i, CLS));
        }
    }

    static double cosine(float[] a, float[] b) {
        double dot = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
            aa += (double) a[i] * a[i];
            bb += (double) b[i] * b[i];
        }
        return dot / Math.sqrt(aa * bb);
    }
}
