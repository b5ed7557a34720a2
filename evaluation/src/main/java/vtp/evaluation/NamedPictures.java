package vtp.evaluation;

import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import vtp.datasets.Dataset;
import vtp.datasets.Item;
import vtp.engine.image.PictureReader;
import vtp.engine.image.Rgb;

/**
 * Finds a few pictures of a data set again, to show them.
 *
 * @since 0.1.0
 */
public final class NamedPictures {
    private NamedPictures() {}

    /**
     * Reads the pictures of some names; of several of one name the first.
     *
     * @param prepare makes of each what is kept
     * @return by name; those that are not there any more, or cannot be read now, are left out
     * @throws vtp.datasets.DatasetException if the data set cannot be read
     */
    public static Map<String, Rgb> read(
            Dataset dataset, PictureReader reader, Collection<String> names, UnaryOperator<Rgb> prepare)
            throws IOException {
        Set<String> wanted = new HashSet<>(names);
        Map<String, Rgb> pictures = new LinkedHashMap<>();
        try (Dataset.Cursor cursor = dataset.open()) {
            for (Item item = cursor.next(); item != null && !wanted.isEmpty(); item = cursor.next()) {
                if (wanted.remove(item.name())) {
                    try {
                        pictures.put(
                                item.name(),
                                prepare.apply(reader.read(item.content().read(), item.name())));
                    } catch (IOException | IllegalArgumentException changedSince) {
                        // it is left out
                    }
                }
            }
        }
        return pictures;
    }
}
