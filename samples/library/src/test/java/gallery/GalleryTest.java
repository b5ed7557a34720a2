package gallery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import vtp.engine.Models;
import vtp.engine.VtpModel;
import vtp.engine.image.PictureReader;
import vtp.engine.image.Pixels;
import vtp.engine.image.Preparation;

class GalleryTest {
    @Test
    void aStarIsCalledAStar() throws IOException {
        Path star = Path.of("src/test/resources/yellow-star.png");
        try (VtpModel model = Models.load("vtp-nano")) {
            Pixels pixels = model.prepare(new PictureReader().read(star), Preparation.SQUASH);
            assertEquals("a yellow star", Gallery.label(model, pixels));
        }
    }
}
