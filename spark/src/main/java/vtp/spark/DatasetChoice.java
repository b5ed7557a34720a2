package vtp.spark;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vtp.datasets.Dataset;
import vtp.datasets.DatasetKind;
import vtp.datasets.Datasets;

/**
 * A data set by its names, which mean the same on all machines.
 *
 * @param names as {@link Datasets#of} takes them
 * @param kind what they are; null for what they look like
 * @param hidden whether hidden entries are taken
 */
record DatasetChoice(List<String> names, @Nullable DatasetKind kind, boolean hidden) implements Serializable {
    DatasetChoice {
        names = List.copyOf(names);
    }

    Dataset open() throws IOException {
        return Datasets.of(names, kind, hidden);
    }
}
