package vtp.datasets;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** Folders of small pictures, and what is in a folder. */
final class Trees {
    private Trees() {}

    /** A PPM of two pixels whose colours depend on the number. */
    static byte[] picture(int number) {
        byte[] head = "P6 2 1 255\n".getBytes(StandardCharsets.US_ASCII);
        byte[] colours = new byte[6];
        new Random(number).nextBytes(colours);
        byte[] file = new byte[head.length + colours.length];
        System.arraycopy(head, 0, file, 0, head.length);
        System.arraycopy(colours, 0, file, head.length, colours.length);
        return file;
    }

    /** So many pictures in three classes, in the order of the data set. */
    static List<Path> classes(Path root, int count) throws IOException {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Path file = root.resolve("class" + i * 3 / count).resolve(String.format("%06d.ppm", i));
            Files.createDirectories(file.getParent());
            Files.write(file, picture(i));
            files.add(file);
        }
        return files;
    }

    /** Every file below a folder by its path: its length and a sum of its bytes. */
    static Map<String, String> contents(Path root) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                CRC32 sum = new CRC32();
                sum.update(bytes);
                contents.put(root.relativize(file).toString(), bytes.length + " " + Long.toHexString(sum.getValue()));
            }
        }
        return contents;
    }
}
