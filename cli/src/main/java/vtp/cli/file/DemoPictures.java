package vtp.cli.file;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import vtp.engine.Models;

/** The pictures that come with the program. */
public final class DemoPictures {
    private static final String FOLDER = "/" + Models.BUILT_IN + "/pictures/";

    /** The picture that shows no single shape. */
    public static final String LANDSCAPE = "landscape.png";

    /** It, and drawings of one shape each, named by what they show. */
    public static final List<String> PICTURES = List.of(
            LANDSCAPE,
            "black-star.png",
            "blue-square.png",
            "green-triangle.png",
            "orange-cross.png",
            "purple-ring.png",
            "red-circle.png",
            "white-circle.png",
            "yellow-star.png");

    private DemoPictures() {}

    /** The bytes of one of {@link #PICTURES}. */
    public static byte[] picture(String name) throws IOException {
        try (InputStream in = DemoPictures.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new FileNotFoundException("the program was packed without " + FOLDER + name);
            }
            return in.readAllBytes();
        }
    }
}
