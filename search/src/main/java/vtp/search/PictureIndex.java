package vtp.search;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.Term;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import vtp.engine.tensor.Embeddings;
import vtp.loader.Quote;

/**
 * An index of pictures that is open for writing. Nobody sees what is written before {@link #commit}; then everybody
 * does, and neither a kill nor a power cut undoes it.
 *
 * <pre>{@code
 * try (PictureIndex index = PictureIndex.open(folder, IndexSettings.of(Models.find("small")))) {
 *     index.put(picture, clip, cls);
 *     index.commit();
 * }
 * }</pre>
 *
 * <p>Any number of threads may call it. One process at a time has an index open.
 *
 * @since 0.1.0
 */
public final class PictureIndex implements AutoCloseable {
    private static final Pattern LUCENES = Pattern.compile("_.*|(pending_)?segments.*|write\\.lock");

    private final Path folder;
    private final IndexSettings settings;
    private final Directory directory;
    private final IndexWriter writer;
    private final ConcurrentMergeScheduler merges;

    private PictureIndex(
            Path folder,
            IndexSettings settings,
            Directory directory,
            IndexWriter writer,
            ConcurrentMergeScheduler merges) {
        this.folder = folder;
        this.settings = settings;
        this.directory = directory;
        this.writer = writer;
        this.merges = merges;
    }

    /**
     * Opens an index, and makes it if there is none.
     *
     * @param folder of its files, which are nobody else's
     * @throws SearchException if the index was made with other settings, another process writes it, the folder holds
     *     something else, or it cannot be written
     */
    public static PictureIndex open(Path folder, IndexSettings settings) throws IOException {
        try {
            requireOurs(folder);
            Files.createDirectories(folder);
            Directory directory = FSDirectory.open(folder);
            try {
                return open(folder, settings, directory);
            } catch (Throwable e) {
                directory.close();
                throw e;
            }
        } catch (LockObtainFailedException e) {
            throw new SearchException(folder, "another process is writing this index; wait until it has ended", e);
        } catch (SearchException e) {
            throw e;
        } catch (IOException e) {
            throw SearchException.unwritable(folder, e);
        }
    }

    private static PictureIndex open(Path folder, IndexSettings settings, Directory directory) throws IOException {
        boolean exists = DirectoryReader.indexExists(directory);
        if (exists) {
            IndexSettings.of(folder, directory).requireSame(settings, folder);
        }
        ConcurrentMergeScheduler merges = new ConcurrentMergeScheduler();
        IndexWriter writer = new IndexWriter(directory, Vectors.configuration(settings.quantized(), merges));
        try {
            writer.setLiveCommitData(settings.toMap().entrySet());
            if (!exists) {
                writer.commit();
            }
            return new PictureIndex(folder, settings, directory, writer, merges);
        } catch (Throwable e) {
            writer.rollback();
            throw e;
        }
    }

    /** Refuses a folder of something else, in which an index would be lost, or would do harm. */
    private static void requireOurs(Path folder) throws IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new SearchException(folder, "is a file; an index is a folder");
        }
        if (!Files.exists(folder)) {
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (!LUCENES.matcher(name).matches()) {
                    throw new SearchException(
                            folder,
                            "is no index, and has other files in it, such as " + Quote.of(name)
                                    + "; name a new folder");
                }
            }
        }
    }

    /** What all its features have in common. */
    public IndexSettings settings() {
        return settings;
    }

    /**
     * Adds a picture, or replaces what was known of its file.
     *
     * @param clip its CLIP feature (E), of any length
     * @param cls its class token (C), of any length
     * @throws IllegalArgumentException if a feature is not as wide as those before, or not finite
     * @throws SearchException if it cannot be written
     */
    public void put(IndexedPicture picture, float[] clip, float[] cls) throws IOException {
        Map<IndexedFeature, float[]> features = new EnumMap<>(IndexedFeature.class);
        features.put(IndexedFeature.CLIP, unit(clip));
        features.put(IndexedFeature.CLS, unit(cls));
        put(picture, features);
    }

    private static float[] unit(float[] vector) {
        return new Embeddings(vector, 1, vector.length).normalised().data();
    }

    /** @param features each of length 1 */
    void put(IndexedPicture picture, Map<IndexedFeature, float[]> features) throws IOException {
        write(() -> writer.updateDocument(
                new Term(PictureDocument.KEY, picture.key()), PictureDocument.of(picture, features)));
    }

    /**
     * Removes a picture. If it is not there, nothing happens.
     *
     * @throws SearchException if that cannot be written
     */
    public void remove(IndexedPicture picture) throws IOException {
        remove(picture.key());
    }

    void remove(String key) throws IOException {
        write(() -> writer.deleteDocuments(new Term(PictureDocument.KEY, key)));
    }

    /**
     * Makes what was written until now part of the index, on the disk.
     *
     * @throws SearchException if it cannot be written; the index is then as it was after the last commit
     */
    public void commit() throws IOException {
        write(writer::commit);
    }

    /**
     * {@link #commit}, and waits until what is merged in the background, so that searches are fast, is merged: for the
     * end of much writing.
     *
     * @throws SearchException if it cannot be written; the index is then as it was after the last commit
     */
    public void settle() throws IOException {
        commit();
        merges.sync();
        commit();
    }

    /** What the index holds now, uncommitted pictures too. */
    IndexSnapshot snapshot() throws IOException {
        return new IndexSnapshot(DirectoryReader.open(writer));
    }

    private interface Write {
        long run() throws IOException;
    }

    private void write(Write write) throws IOException {
        try {
            write.run();
        } catch (AlreadyClosedException e) {
            if (e.getCause() instanceof IOException cause) {
                throw SearchException.unwritable(folder, cause);
            }
            throw new IllegalStateException(folder + ": the index is closed", e);
        } catch (IOException e) {
            throw SearchException.unwritable(folder, e);
        }
    }

    /** Drops what was not committed. */
    @Override
    public void close() throws IOException {
        try (directory) {
            writer.rollback();
        }
    }
}
