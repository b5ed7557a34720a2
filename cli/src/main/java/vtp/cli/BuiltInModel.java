package vtp.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.List;
import vtp.engine.ModelFiles;

/** vtp-nano and its pictures, packed into the program: a tiny model, trained on drawings, to try everything without a download. */
final class BuiltInModel {
    /** What it is called. */
    static final String NAME = "vtp-nano";

    /** The picture that shows no single shape. */
    static final String LANDSCAPE = "landscape.png";

    /** It, and drawings of one shape each, named by what they show. */
    static final List<String> PICTURES = List.of(
            LANDSCAPE,
            "black-star.png",
            "blue-square.png",
            "green-triangle.png",
            "orange-cross.png",
            "purple-ring.png",
            "red-circle.png",
            "white-circle.png",
            "yellow-star.png");

    private BuiltInModel() {}

    static ModelFiles files() throws IOException {
        MemorySegment weights = MemorySegment.ofArray(resource("model.safetensors"));
        return ModelFiles.memory(NAME, resource("config.json"), weights);
    }

    /** The bytes of one of {@link #PICTURES}. */
    static byte[] picture(String name) throws IOException {
        return resource("pictures/" + name);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = BuiltInModel.class.getResourceAsStream("/" + NAME + "/" + name)) {
            if (in == null) {
                throw new FileNotFoundException("the program was packed without " + NAME + "/" + name);
            }
            return in.readAllBytes();
        }
    }
}
