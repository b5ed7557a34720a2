package vtp.search;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import vtp.datasets.PictureEncoder;
import vtp.datasets.ShardTensor;
import vtp.engine.image.Rgb;

/** Folders of small pictures, and an encoder of them that needs no model. */
final class Drawings {
    private static final int SIDE = 4;

    private Drawings() {}

    /** A PPM whose pixels depend on the number. */
    static byte[] ppm(int number) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(("P6 " + SIDE + " " + SIDE + " 255\n").getBytes(StandardCharsets.US_ASCII));
        byte[] colours = new byte[SIDE * SIDE * 3];
        new Random(number).nextBytes(colours);
        file.writeBytes(colours);
        return file.toByteArray();
    }

    /** So many pictures in three classes: a, b and c. */
    static List<Path> classes(Path root, int count) throws IOException {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Path file =
                    root.resolve(String.valueOf((char) ('a' + i * 3 / count))).resolve(String.format("%06d.ppm", i));
            Files.createDirectories(file.getParent());
            Files.write(file, ppm(i));
            files.add(file);
        }
        return files;
    }

    /** Takes the pixels for the CLIP feature, and their squares for the class token. */
    static class Pixels implements PictureEncoder {
        private int encoded;

        @Override
        public List<ShardTensor> tensors() {
            long width = SIDE * SIDE * 3;
            return List.of(
                    new ShardTensor("clip", "clip", List.of(width)), new ShardTensor("cls", "cls", List.of(width)));
        }

        @Override
        public float[][] encode(Rgb picture) {
            synchronized (this) {
                encoded++;
            }
            return features(picture.data());
        }

        /** How many pictures it has encoded. */
        synchronized int encoded() {
            return encoded;
        }
    }

    private static float[][] features(byte[] pixels) {
        float[][] features = new float[2][pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            features[0][i] = pixels[i];
            features[1][i] = pixels[i] * pixels[i];
        }
        return features;
    }

    /** The CLIP feature of the picture of a number. */
    static float[] clip(int number) {
        byte[] file = ppm(number);
        return features(Arrays.copyOfRange(file, file.length - SIDE * SIDE * 3, file.length))[0];
    }
}
