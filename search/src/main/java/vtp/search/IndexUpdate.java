package vtp.search;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import vtp.datasets.Dataset;
import vtp.datasets.DatasetException;
import vtp.datasets.FeatureKind;
import vtp.datasets.FileContent;
import vtp.datasets.Item;
import vtp.datasets.ModelEncoder;
import vtp.datasets.Outcome;
import vtp.datasets.PictureEncoder;
import vtp.datasets.Pipeline;
import vtp.datasets.Survey;
import vtp.engine.VtpModel;
import vtp.engine.image.PictureReader;

/**
 * Brings an index up to date with a data set. A picture whose file has the size and the time that the index knows is
 * not even opened; one whose bytes are in the index under any name, since it was moved, copied or touched, is not
 * encoded. All others are, as many at once as there are threads.
 *
 * <p>What is done is committed every now and then; when a run ends, however it ends, the next one goes on from there.
 *
 * <pre>{@code
 * try (PictureIndex index = PictureIndex.open(folder, settings)) {
 *     new IndexUpdate(index, new ClassFolder(pictures, false), model).removeGoneBelow(List.of(pictures)).run(listener);
 * }
 * }</pre>
 *
 * @since 0.1.0
 */
public final class IndexUpdate {
    /** Pictures that are worked on again, at most, if a run is killed. */
    public static final int DEFAULT_BATCH = 1000;

    private static final long LONGEST_BATCH_NANOS = Duration.ofSeconds(30).toNanos();

    private final PictureIndex index;
    private final Dataset dataset;
    private final PictureEncoder encoder;
    private PictureReader reader;
    private int threads = Runtime.getRuntime().availableProcessors();
    private int batch = DEFAULT_BATCH;
    private List<Path> roots = List.of();

    /**
     * Whether the pictures of a data set, by its first one, can be in an index: whether they are files, or members of
     * tar archives. For the index keeps no pictures, but reads those that it finds.
     *
     * @throws DatasetException if the data set is malformed
     */
    public static boolean takes(Dataset dataset) throws IOException {
        try (Dataset.Cursor cursor = dataset.open()) {
            Item first = cursor.next();
            return first == null || first.content() instanceof FileContent;
        }
    }

    /**
     * An update, nothing of which is done yet.
     *
     * @param dataset that is {@linkplain #takes taken}
     * @param model that of the index's settings, with its trunk and CLIP's head; best loaded for one thread a call,
     *     since many pictures are encoded at once
     */
    public IndexUpdate(PictureIndex index, Dataset dataset, VtpModel model) {
        this(index, dataset, encoder(index.settings(), model));
    }

    /** @param encoder that makes of each picture its features, CLIP's first */
    IndexUpdate(PictureIndex index, Dataset dataset, PictureEncoder encoder) {
        this.index = index;
        this.dataset = dataset;
        this.encoder = encoder;
        this.reader = index.settings().reader();
    }

    private static PictureEncoder encoder(IndexSettings settings, VtpModel model) {
        Set<FeatureKind> both = Set.of(FeatureKind.CLIP, FeatureKind.CLS);
        return new ModelEncoder(model, settings.preparation(), settings.size(), both, false, new int[0]);
    }

    /** Reads pictures with another reader than {@link IndexSettings#reader}: one with another limit, say. */
    public IndexUpdate reader(PictureReader other) {
        reader = other;
        return this;
    }

    /** Works on so many pictures at once; as many as there are processors if nothing is said. */
    public IndexUpdate threads(int count) {
        threads = count;
        return this;
    }

    /** Commits at the latest when so many pictures, 1 or more, have been encoded, or when 30 seconds are over. */
    public IndexUpdate batch(int pictures) {
        batch = pictures;
        return this;
    }

    /**
     * Removes pictures that are not in the data set, and whose files do not exist any more, if they lie in one of these
     * places, or which one of these archives has lost. Others are left alone.
     *
     * @param places folders, files or archives, those that the data set was taken from
     */
    public IndexUpdate removeGoneBelow(List<Path> places) {
        roots = places.stream().map(place -> place.toAbsolutePath().normalize()).toList();
        return this;
    }

    /**
     * What has been done.
     *
     * @param pictures in the data set
     * @param encoded that were new or had changed
     * @param known that were not encoded, as the index had their bytes under another name or time
     * @param unchanged that were not even read
     * @param failed that are not in the index: why was said to the listener
     * @param removed that are gone
     */
    public record Summary(long pictures, long encoded, long known, long unchanged, long failed, long removed) {}

    /**
     * Runs to the end.
     *
     * @throws DatasetException if the data set is malformed or empty
     * @throws IllegalArgumentException if a picture of it is no file, see {@link #takes}
     * @throws SearchException if the index cannot be written. What was committed stays
     * @throws InterruptedException if this thread is interrupted; likewise
     */
    public Summary run(IndexListener listener) throws IOException, InterruptedException {
        Survey survey = Survey.of(dataset);
        listener.begins(survey);
        long encoded = 0;
        long failed = 0;
        try (IndexSnapshot before = index.snapshot();
                ChangedPictures changed = new ChangedPictures(dataset, index, before);
                Pipeline pipeline = new Pipeline(reader, encoder, threads)) {
            pipeline.start(changed);
            long committed = 0;
            long since = System.nanoTime();
            for (Outcome outcome = pipeline.next(); outcome != null; outcome = pipeline.next()) {
                if (put(outcome, listener)) {
                    encoded++;
                } else {
                    failed++;
                }
                if (encoded - committed >= batch || System.nanoTime() - since > LONGEST_BATCH_NANOS) {
                    index.commit();
                    committed = encoded;
                    since = System.nanoTime();
                }
                listener.progressed(encoded + failed + changed.passed());
            }
            long removed = changed.removeGone(roots);
            index.settle();
            listener.progressed(survey.count());
            return new Summary(survey.count(), encoded, changed.known(), changed.unchanged(), failed, removed);
        }
    }

    /** Returns whether the picture could be used. One that could not, but once could, is removed. */
    private boolean put(Outcome outcome, IndexListener listener) throws IOException {
        Item item = outcome.item();
        ReadPicture read = (ReadPicture) item.content();
        List<float[]> features = outcome.rows();
        if (features == null) {
            listener.failed(item, Objects.requireNonNull(outcome.fault()));
            index.remove(read.key());
            return false;
        }
        index.put(read.picture(), features.get(0), features.get(1));
        return true;
    }
}
