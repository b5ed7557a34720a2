package vtp.datasets;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several data sets, one after another. Their classes must be the same, since a label is a position among them. */
final class Concatenation implements Dataset {
    private final List<Dataset> parts;

    /** @param parts at least one */
    Concatenation(List<Dataset> parts) {
        this.parts = List.copyOf(parts);
    }

    List<Dataset> parts() {
        return parts;
    }

    @Override
    public String name() {
        return String.join(", ", parts.stream().map(Dataset::name).toList());
    }

    @Override
    public List<String> classNames() throws IOException {
        List<String> classes = parts.get(0).classNames();
        for (Dataset part : parts) {
            if (!part.classNames().equals(classes)) {
                throw new DatasetException(
                        part.name(),
                        "has other classes than " + parts.get(0).name()
                                + ", so that labels of one would mean something else in the other; extract them one by"
                                + " one");
            }
        }
        return classes;
    }

    @Override
    public boolean isLabelled() throws IOException {
        for (Dataset part : parts) {
            if (part.isLabelled()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Cursor open() throws IOException {
        return new Walk(parts.get(0).open());
    }

    private final class Walk implements Cursor {
        private final Omissions before = new Omissions();
        private int part;
        private Cursor cursor;

        Walk(Cursor first) {
            cursor = first;
        }

        @Override
        public @Nullable Item next() throws IOException {
            Item item = cursor.next();
            while (item == null && part < parts.size() - 1) {
                before.addAll(cursor.omissions());
                cursor.close();
                part++;
                cursor = parts.get(part).open();
                item = cursor.next();
            }
            return item;
        }

        @Override
        public Omissions omissions() {
            Omissions all = new Omissions();
            all.addAll(before);
            all.addAll(cursor.omissions());
            return all;
        }

        @Override
        public void close() throws IOException {
            cursor.close();
        }
    }
}
