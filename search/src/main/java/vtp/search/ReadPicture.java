package vtp.search;

import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import vtp.datasets.FileContent;
import vtp.datasets.Item;
import vtp.loader.Sha256;

/** A picture's file, which is remembered for an index when it is read. */
final class ReadPicture implements Item.Content {
    private final FileContent content;
    private final Instant modified;
    private final @Nullable String label;
    private volatile @Nullable IndexedPicture picture;

    /** @param modified when its file had been changed, as was found before it was read */
    ReadPicture(FileContent content, Instant modified, @Nullable String label) {
        this.content = content;
        this.modified = modified;
        this.label = label;
    }

    @Override
    public byte[] read() throws IOException {
        byte[] bytes = content.read();
        picture = new IndexedPicture(content, bytes.length, modified, Sha256.hex(bytes), label);
        return bytes;
    }

    String key() {
        return IndexedPicture.key(content);
    }

    /** What is known of it, once it has been read. */
    IndexedPicture picture() {
        IndexedPicture known = picture;
        if (known == null) {
            throw new IllegalStateException(content + ": not read yet");
        }
        return known;
    }
}
