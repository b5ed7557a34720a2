package vtp.server.api;

import java.io.IOException;
import java.util.Optional;
import vtp.search.ImageSearcher;
import vtp.search.IndexedPicture;
import vtp.server.http.Refusal;

/**
 * The index that the server searches, if it has one.
 *
 * @param searcher its owner closes it
 */
record ServedIndex(Optional<ImageSearcher> searcher) {
    /** The path of small pictures; their ids follow. */
    static final String THUMBNAILS = "/v1/thumbnails/";

    /**
     * The index as it is now.
     *
     * @throws Refusal if there is none
     */
    ImageSearcher current() throws IOException, Refusal {
        ImageSearcher index = searcher.orElseThrow(() ->
                new Refusal(404, "no_index", "this server has no index of pictures; vtp serve --index names one"));
        index.refresh();
        return index;
    }

    /** A picture by its id, the sha256 of its file. */
    static IndexedPicture picture(ImageSearcher searcher, String id) throws IOException, Refusal {
        return searcher.withSha256(id).orElseThrow(() -> notFound(id));
    }

    static Refusal notFound(String id) {
        String shown = id.length() > 64 ? id.substring(0, 64) + "…" : id;
        return new Refusal(404, "not_found", "the index has no picture " + shown);
    }
}
