package vtp.evaluation.frechet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import vtp.datasets.Dataset;
import vtp.datasets.Item;
import vtp.engine.image.PictureReader;
import vtp.engine.image.Rgb;

/**
 * The pictures of a data set: of a folder, a list or archives. One that cannot be used is told of, and passed over.
 *
 * @since 0.1.0
 */
public final class DatasetPictures implements PictureSource {
    private final Dataset dataset;
    private final long count;
    private final PictureReader reader;
    private final BiConsumer<String, Exception> failed;
    private final Dataset.Cursor cursor;

    /**
     * Opens a data set.
     *
     * @param count how many pictures it has, as {@link vtp.datasets.Survey} counts them; 0 if that is not known
     * @param failed is told the name of a picture that cannot be used, and why
     * @throws vtp.datasets.DatasetException if the data set cannot be read
     */
    public DatasetPictures(Dataset dataset, long count, PictureReader reader, BiConsumer<String, Exception> failed)
            throws IOException {
        this.dataset = dataset;
        this.count = count;
        this.reader = reader;
        this.failed = failed;
        this.cursor = dataset.open();
    }

    @Override
    public String name() {
        return dataset.name();
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public List<Rgb> next(int most) throws IOException {
        List<Rgb> pictures = new ArrayList<>();
        List<Item> items = items(most);
        while (pictures.isEmpty() && !items.isEmpty()) {
            pictures.addAll(read(items));
            items = pictures.isEmpty() ? items(most) : List.of();
        }
        return pictures;
    }

    private List<Item> items(int most) throws IOException {
        List<Item> items = new ArrayList<>();
        while (items.size() < most) {
            Item item = cursor.next();
            if (item == null) {
                break;
            }
            items.add(item);
        }
        return items;
    }

    /** Several at once; those that cannot be used are told of in order. */
    private List<Rgb> read(List<Item> items) {
        @Nullable Rgb[] pictures = new Rgb[items.size()];
        @Nullable Exception[] faults = new Exception[items.size()];
        IntStream.range(0, items.size()).parallel().forEach(i -> {
            Item item = items.get(i);
            try {
                pictures[i] = reader.read(item.content().read(), item.name());
            } catch (IOException e) {
                faults[i] = e;
            }
        });
        List<Rgb> read = new ArrayList<>();
        for (int i = 0; i < pictures.length; i++) {
            Rgb picture = pictures[i];
            Exception fault = faults[i];
            if (picture != null) {
                read.add(picture);
            } else if (fault != null) {
                failed.accept(items.get(i).name(), fault);
            }
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        cursor.close();
    }
}
