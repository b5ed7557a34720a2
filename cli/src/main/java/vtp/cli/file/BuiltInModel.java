package vtp.cli.file;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.List;
import vtp.engine.files.ModelSource;
import vtp.loader.CheckpointFiles;

/**
 * vtp-nano and its pictures, packed into the program: a tiny model, trained on drawings, to try everything without a
 * download.
 */
public final class BuiltInModel {
    /** What it is called. */
    static final String NAME = "vtp-nano";

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

    private BuiltInModel() {}

    public static ModelSource files() throws IOException {
        MemorySegment weights = MemorySegment.ofArray(resource(CheckpointFiles.WEIGHTS));
        return ModelSource.memory(NAME, resource(CheckpointFiles.CONFIG), weights);
    }

    /** The bytes of one of {@link #PICTURES}. */
    public static byte[] picture(String name) throws IOException {
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
