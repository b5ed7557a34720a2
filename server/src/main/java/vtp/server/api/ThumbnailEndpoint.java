package vtp.server.api;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import vtp.engine.image.PictureWriter;
import vtp.engine.image.Preparation;
import vtp.engine.image.Rgb;
import vtp.loader.VtpException;
import vtp.search.ImageSearcher;
import vtp.search.IndexedPicture;
import vtp.server.http.Call;
import vtp.server.http.Endpoint;
import vtp.server.http.Refusal;
import vtp.server.http.Reply;

/** {@code GET /v1/thumbnails/ID}: the middle square of a picture of the index, small. */
final class ThumbnailEndpoint implements Endpoint {
    private static final int SIDE = 256;

    /** A browser need not ask again for a while: an id is of what is in a file, and a large photograph takes long. */
    private static final Map<String, String> KEPT = Map.of("Cache-Control", "private, max-age=3600");

    private final Pictures pictures;
    private final ServedIndex index;

    ThumbnailEndpoint(Pictures pictures, ServedIndex index) {
        this.pictures = pictures;
        this.index = index;
    }

    @Override
    public Reply answer(Call call) throws IOException, InterruptedException, Refusal {
        ImageSearcher searcher = index.current();
        IndexedPicture picture = ServedIndex.picture(searcher, call.path().substring(ServedIndex.THUMBNAILS.length()));
        Pictures.Plan small = new Pictures.Plan(Preparation.CROP, SIDE);
        try {
            Rgb thumbnail = pictures.prepared(List.of(picture.read()), small, call.ticket())
                    .get(0);
            return Reply.ok(Format.PNG.type(), PictureWriter.png(thumbnail)).with(KEPT);
        } catch (VtpException e) {
            throw new Refusal(404, "picture_gone", "the file of this picture is gone, or is no picture any more");
        }
    }
}
