package vtp.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.VectorUtil;
import org.jspecify.annotations.Nullable;
import vtp.datasets.FileContent;
import vtp.engine.files.CheckpointDigest;
import vtp.engine.tensor.Embeddings;

/**
 * Finds the pictures of an index whose features are closest to one that is asked for.
 *
 * <pre>{@code
 * try (VtpModel model = Models.load("small");
 *         ImageSearcher searcher = ImageSearcher.open(folder)) {
 *     float[] feature = TextQuery.parse("a cat -dog").feature(model);
 *     for (Hit hit : searcher.search(IndexedFeature.CLIP, feature, 10)) {
 *         System.out.println(hit.score() + " " + hit.picture().name());
 *     }
 * }
 * }</pre>
 *
 * <p>Any number of threads may call it, also while another process writes the index: this sees the last commit before
 * it was opened or {@linkplain #refresh refreshed}. After {@link #close} calls throw {@link IllegalStateException}.
 *
 * @since 0.1.0
 */
public final class ImageSearcher implements AutoCloseable {
    /** How many pictures the graph is asked for at least: the more, the more surely the closest ten are among them. */
    private static final int FEWEST_CANDIDATES = 100;

    private final Path folder;
    private final IndexSettings settings;
    private final Directory directory;
    private final SearcherManager manager;

    private ImageSearcher(Path folder, IndexSettings settings, Directory directory, SearcherManager manager) {
        this.folder = folder;
        this.settings = settings;
        this.directory = directory;
        this.manager = manager;
    }

    /**
     * Opens an index as its last commit has it.
     *
     * @throws SearchException if there is none in the folder, or it cannot be read
     */
    public static ImageSearcher open(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new SearchException(
                    folder, Files.exists(folder) ? "is a file; an index is a folder" : "no such index");
        }
        try {
            Directory directory = FSDirectory.open(folder);
            try {
                if (!DirectoryReader.indexExists(directory)) {
                    throw new SearchException(folder, "has no index in it; \"vtp index\" makes one");
                }
                IndexSettings settings = IndexSettings.of(folder, directory);
                return new ImageSearcher(folder, settings, directory, new SearcherManager(directory, null));
            } catch (Throwable e) {
                directory.close();
                throw e;
            }
        } catch (SearchException e) {
            throw e;
        } catch (IOException e) {
            throw SearchException.unreadable(folder, e);
        }
    }

    /**
     * Whether a folder holds an index.
     *
     * @throws SearchException if it cannot be read
     */
    public static boolean isIndex(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Directory directory = FSDirectory.open(folder)) {
            return DirectoryReader.indexExists(directory);
        } catch (IOException e) {
            throw SearchException.unreadable(folder, e);
        }
    }

    Path folder() {
        return folder;
    }

    /** What all features of the index have in common. */
    public IndexSettings settings() {
        return settings;
    }

    /**
     * Refuses a model that is not the one that the index was made with.
     *
     * @param name what the model is called
     * @param sha256 of its weights, as {@link CheckpointDigest#sha256} has it
     * @throws SearchException if it is another
     */
    public void requireModel(String name, String sha256) throws SearchException {
        settings.requireModel(name, sha256, folder);
    }

    /**
     * Sees what has been committed meanwhile.
     *
     * @throws SearchException if it cannot be read
     */
    public void refresh() throws IOException {
        try {
            manager.maybeRefreshBlocking();
        } catch (AlreadyClosedException e) {
            throw closed(e);
        } catch (IOException e) {
            throw SearchException.unreadable(folder, e);
        }
    }

    /** How many pictures there are. */
    public int count() throws IOException {
        return with(searcher -> searcher.getIndexReader().numDocs());
    }

    /**
     * Finds the pictures closest to a feature by the index's graph, which may miss one now and then.
     *
     * @param feature as wide as those of the index; its length does not matter
     * @param top how many at most
     * @return the closest first; scores are exact
     * @throws IllegalArgumentException if the feature has another width, or {@code top} is not positive
     * @throws SearchException if the index cannot be read
     */
    public List<Hit> search(IndexedFeature of, float[] feature, int top) throws IOException {
        float[] unit = unit(feature, top);
        return with(searcher -> {
            requireWidth(searcher.getIndexReader(), of, unit);
            List<Found> found = GraphSearch.closest(searcher, of, unit, Math.max(top, FEWEST_CANDIDATES));
            return hits(found.subList(0, Math.min(top, found.size())));
        });
    }

    /** {@link #search} that compares the feature with all others: slower, and misses none. */
    public List<Hit> searchExactly(IndexedFeature of, float[] feature, int top) throws IOException {
        float[] unit = unit(feature, top);
        return with(searcher -> {
            requireWidth(searcher.getIndexReader(), of, unit);
            return hits(ExactSearch.closest(searcher.getIndexReader(), of, unit, top));
        });
    }

    private static List<Hit> hits(List<Found> found) throws IOException {
        List<Hit> hits = new ArrayList<>();
        for (Found one : found) {
            hits.add(new Hit(one.place().picture(), one.score()));
        }
        return hits;
    }

    private static float[] unit(float[] feature, int top) {
        if (top < 1) {
            throw new IllegalArgumentException("the " + top + " closest pictures: must be at least 1");
        }
        return VectorUtil.checkFinite(
                new Embeddings(feature, 1, feature.length).normalised().data());
    }

    private void requireWidth(IndexReader reader, IndexedFeature of, float[] feature) {
        for (LeafReaderContext leaf : reader.leaves()) {
            FieldInfo info = leaf.reader().getFieldInfos().fieldInfo(of.field());
            if (info != null && info.getVectorDimension() != feature.length) {
                throw new IllegalArgumentException("the feature has " + feature.length + " numbers, those of the index "
                        + folder + " have " + info.getVectorDimension());
            }
        }
    }

    /**
     * A feature of a picture of the index.
     *
     * @return of length 1; empty if the picture is not there any more
     */
    public Optional<float[]> feature(IndexedPicture picture, IndexedFeature of) throws IOException {
        return find(
                PictureDocument.KEY, picture.key(), place -> PictureDocument.feature(place.leaf(), place.doc(), of));
    }

    /** The picture of this path, which is made absolute. */
    public Optional<IndexedPicture> at(Path file) throws IOException {
        String key = IndexedPicture.key(FileContent.whole(absolute(file)));
        return find(PictureDocument.KEY, key, IndexSnapshot.Place::picture);
    }

    /**
     * The picture that is called so: by the path of its file, or of an archive with the member's name after a slash.
     */
    public Optional<IndexedPicture> named(String name) throws IOException {
        Path whole = Path.of(name);
        Optional<IndexedPicture> picture = at(whole);
        for (int steps = whole.getNameCount() - 1; steps > 0 && picture.isEmpty(); steps--) {
            Path file = whole.subpath(0, steps);
            Path archive = whole.getRoot() == null ? file : whole.getRoot().resolve(file);
            if (Files.isRegularFile(archive)) {
                String member = String.join("/", names(whole.subpath(steps, whole.getNameCount())));
                picture = find(
                        PictureDocument.KEY,
                        IndexedPicture.key(new FileContent(absolute(archive), member, 0, 0)),
                        IndexSnapshot.Place::picture);
            }
        }
        return picture;
    }

    private static List<String> names(Path path) {
        List<String> names = new ArrayList<>();
        path.forEach(step -> names.add(step.toString()));
        return names;
    }

    private static Path absolute(Path file) {
        return file.toAbsolutePath().normalize();
    }

    /** A picture whose file has this sha256: a name for it that tells nobody where it is. */
    public Optional<IndexedPicture> withSha256(String sha256) throws IOException {
        return find(PictureDocument.SHA256, sha256, IndexSnapshot.Place::picture);
    }

    /** What is done with something. */
    interface Action<A, R extends @Nullable Object> {
        R run(A argument) throws IOException;
    }

    private <R> Optional<R> find(String field, String value, Action<IndexSnapshot.Place, @Nullable R> action)
            throws IOException {
        return with(searcher -> {
            IndexSnapshot.Place place = IndexSnapshot.find(searcher.getIndexReader(), field, value);
            return place == null ? Optional.empty() : Optional.ofNullable(action.run(place));
        });
    }

    /** Does something with the index as it is now, which stays so until that is done. */
    <R> R with(Action<IndexSearcher, R> action) throws IOException {
        try {
            IndexSearcher searcher = manager.acquire();
            try {
                return action.run(searcher);
            } finally {
                manager.release(searcher);
            }
        } catch (AlreadyClosedException e) {
            throw closed(e);
        } catch (SearchException e) {
            throw e;
        } catch (IOException e) {
            throw SearchException.unreadable(folder, e);
        }
    }

    private IllegalStateException closed(AlreadyClosedException cause) {
        return new IllegalStateException(folder + ": the index is closed", cause);
    }

    /** Lets no more calls in; those in progress finish. */
    @Override
    public void close() throws IOException {
        manager.close();
        directory.close();
    }
}
