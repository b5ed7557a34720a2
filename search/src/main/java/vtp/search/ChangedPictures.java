package vtp.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;
import vtp.datasets.Dataset;
import vtp.datasets.FileContent;
import vtp.datasets.Item;
import vtp.datasets.Omissions;

/**
 * The pictures of a data set that must be encoded. Of the others, on the way, the index learns their new names, times
 * and labels. The content of each is a {@link ReadPicture}.
 */
final class ChangedPictures implements Dataset.Cursor {
    private final List<String> classes;
    private final boolean labelled;
    private final Dataset.Cursor all;
    private final PictureIndex index;
    private final IndexSnapshot before;
    /** By their numbers, the pictures of the snapshot that the data set has. */
    private final FixedBitSet met;

    private final AtomicLong unchanged = new AtomicLong();
    private final AtomicLong known = new AtomicLong();

    /** @param before the index without what is written from now on */
    ChangedPictures(Dataset dataset, PictureIndex index, IndexSnapshot before) throws IOException {
        this.classes = dataset.classNames();
        this.labelled = dataset.isLabelled();
        this.index = index;
        this.before = before;
        this.met = new FixedBitSet(Math.max(1, before.reader().maxDoc()));
        this.all = dataset.open();
    }

    /** How many had neither to be read nor to be written. */
    long unchanged() {
        return unchanged.get();
    }

    /** How many had only to be written, as their features were known. */
    long known() {
        return known.get();
    }

    /** How many were passed over by {@link #next}. */
    long passed() {
        return unchanged() + known();
    }

    @Override
    public @Nullable Item next() throws IOException {
        for (Item item = all.next(); item != null; item = all.next()) {
            Item changed = changed(item);
            if (changed != null) {
                return changed;
            }
        }
        return null;
    }

    /** The picture, if it must be encoded. */
    private @Nullable Item changed(Item item) throws IOException {
        if (!(item.content() instanceof FileContent file)) {
            throw new IllegalArgumentException(item.name() + ": a picture of an index must be a file");
        }
        Path path = file.file().toAbsolutePath().normalize();
        FileContent content = new FileContent(path, file.member(), file.offsetBytes(), file.lengthBytes());
        String label = label(item);
        IndexSnapshot.Place place = before.find(PictureDocument.KEY, IndexedPicture.key(content));
        if (place != null) {
            met.set(place.number());
        }
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(path, BasicFileAttributes.class);
        } catch (IOException e) {
            return new Item(item.name(), item.label(), new ReadPicture(content, Instant.EPOCH, label)); // says why
        }
        long size = content.lengthBytes() < 0 ? attributes.size() : content.lengthBytes();
        Instant modified = attributes.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.MILLIS);
        if (place != null && isSame(place, new IndexedPicture(content, size, modified, "", label))) {
            return null;
        }
        ReadPicture read = new ReadPicture(content, modified, label);
        return isKnown(read, size) ? null : new Item(item.name(), item.label(), read);
    }

    private @Nullable String label(Item item) {
        if (!labelled) {
            return null;
        }
        return classes.isEmpty() ? String.valueOf(item.label()) : classes.get((int) item.label());
    }

    /** Whether the file has not changed. What else may have changed is written. */
    private boolean isSame(IndexSnapshot.Place place, IndexedPicture now) throws IOException {
        IndexedPicture then = place.picture();
        if (then.sizeBytes() != now.sizeBytes() || !then.modified().equals(now.modified())) {
            return false;
        }
        IndexedPicture same =
                new IndexedPicture(now.content(), now.sizeBytes(), now.modified(), then.sha256(), now.label());
        if (same.equals(then)) {
            unchanged.incrementAndGet();
        } else {
            index.put(same, PictureDocument.features(place.leaf(), place.doc()));
            known.incrementAndGet();
        }
        return true;
    }

    /** Whether the index has the same bytes under some name. Then it gets them under this one. */
    private boolean isKnown(ReadPicture read, long size) throws IOException {
        if (!before.hasSize(size)) {
            return false;
        }
        try {
            read.read();
        } catch (IOException e) {
            return false; // will be read again, and fail in its turn
        }
        IndexedPicture picture = read.picture();
        IndexSnapshot.Place twin = before.find(PictureDocument.SHA256, picture.sha256());
        if (twin == null) {
            return false;
        }
        index.put(picture, PictureDocument.features(twin.leaf(), twin.doc()));
        known.incrementAndGet();
        return true;
    }

    /**
     * Removes the pictures of the snapshot that were not met, and whose files are gone, or are archives without them.
     *
     * @param roots where pictures may be removed
     * @return how many
     */
    long removeGone(List<Path> roots) throws IOException {
        long removed = 0;
        for (LeafReaderContext leaf : before.reader().leaves()) {
            Bits live = leaf.reader().getLiveDocs();
            for (int doc = 0; doc < leaf.reader().maxDoc(); doc++) {
                if (!met.get(leaf.docBase + doc) && (live == null || live.get(doc))) {
                    IndexedPicture picture = PictureDocument.read(leaf, doc);
                    if (isGone(picture.content(), roots)) {
                        index.remove(picture);
                        removed++;
                    }
                }
            }
        }
        return removed;
    }

    private static boolean isGone(FileContent content, List<Path> roots) {
        return Files.notExists(content.file())
                ? roots.stream().anyMatch(content.file()::startsWith)
                : !content.member().isEmpty() && roots.contains(content.file());
    }

    @Override
    public Omissions omissions() {
        return all.omissions();
    }

    @Override
    public void close() throws IOException {
        all.close();
    }
}
