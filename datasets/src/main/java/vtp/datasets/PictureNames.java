package vtp.datasets;

import java.util.List;
import java.util.Locale;

/** Which files are taken for pictures: by the endings of their names, those of torchvision. */
final class PictureNames {
    private static final List<String> ENDINGS =
            List.of(".jpg", ".jpeg", ".png", ".ppm", ".bmp", ".pgm", ".tif", ".tiff", ".webp");

    private PictureNames() {}

    static boolean isPicture(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return ENDINGS.stream().anyMatch(lower::endsWith);
    }

    static boolean isHidden(String name) {
        return name.startsWith(".");
    }
}
