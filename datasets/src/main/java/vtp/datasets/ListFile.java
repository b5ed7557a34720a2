package vtp.datasets;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import vtp.loader.Bytes;
import vtp.loader.FileKind;
import vtp.loader.Quote;

/**
 * A text file in UTF-8 with a picture a line: its path, a TAB, and its label, in the order of the lines. A path that is
 * not absolute starts at the folder of the list. Labels are numbers from 0, all of them, or else names of classes,
 * which are numbered in their order; a list without labels has 0 everywhere. Empty lines do not count; a picture may be
 * named several times.
 *
 * @since 0.1.0
 */
public final class ListFile implements Dataset {
    private final Path list;
    private @Nullable List<String> classes;
    private boolean labelled;

    /** A data set of a list, which is not read yet. */
    public ListFile(Path list) {
        this.list = list;
    }

    @Override
    public String name() {
        return list.toString();
    }

    /** One line, not empty. */
    private record Entry(String path, @Nullable String label) {}

    @Override
    public List<String> classNames() throws IOException {
        if (classes == null) {
            classes = readClasses();
        }
        return classes;
    }

    @Override
    public boolean isLabelled() throws IOException {
        classNames();
        return labelled;
    }

    /** The distinct labels in their order; none if all are numbers, or there are none. */
    private List<String> readClasses() throws IOException {
        TreeSet<String> names = new TreeSet<>(CodePointOrder.INSTANCE);
        boolean numbers = true;
        boolean unlabelled = false;
        try (Lines lines = new Lines()) {
            for (Entry entry = lines.next(); entry != null; entry = lines.next()) {
                String label = entry.label;
                unlabelled |= label == null;
                labelled |= label != null;
                boolean number = label == null || label.matches("\\d{1,18}");
                numbers &= number;
                if (label != null && (!number || !numbers || names.size() < MOST_CLASSES)) {
                    names.add(label);
                }
                if (names.size() > MOST_CLASSES) {
                    throw lines.failure("more than " + MOST_CLASSES + " classes up to here");
                }
            }
        }
        if (!numbers && unlabelled) {
            throw new DatasetException(name(), "some lines have the name of a class, and others no label");
        }
        return numbers ? List.of() : List.copyOf(names);
    }

    private static final int MOST_CLASSES = 1_000_000;

    @Override
    public Cursor open() throws IOException {
        return new Walk(classNames());
    }

    private final class Walk implements Cursor {
        private final List<String> classes;
        private final Lines lines;

        Walk(List<String> classes) throws IOException {
            this.classes = new ArrayList<>(classes);
            this.lines = new Lines();
        }

        @Override
        public @Nullable Item next() throws IOException {
            Entry entry = lines.next();
            return entry == null
                    ? null
                    : new Item(entry.path, label(entry.label), FileContent.whole(lines.file(entry.path)));
        }

        private long label(@Nullable String label) throws DatasetException {
            if (label == null) {
                return 0;
            }
            if (!classes.isEmpty()) {
                int index = java.util.Collections.binarySearch(classes, label, CodePointOrder.INSTANCE);
                if (index >= 0) {
                    return index;
                }
            } else if (label.matches("\\d{1,18}")) {
                return Long.parseLong(label);
            }
            throw lines.failure("the list has changed while it was being read: the label " + Quote.of(label)
                    + " was not there before");
        }

        @Override
        public Omissions omissions() {
            return new Omissions();
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }

    /** The lines of the list that are not empty. */
    private final class Lines implements AutoCloseable {
        private final BufferedReader reader;
        private long number;

        Lines() throws IOException {
            try {
                reader = Files.newBufferedReader(list);
            } catch (IOException e) {
                throw DatasetException.unreadable(name(), e);
            }
        }

        @Nullable
        Entry next() throws IOException {
            String line;
            do {
                try {
                    line = reader.readLine();
                } catch (CharacterCodingException e) {
                    throw noText(e);
                } catch (IOException e) {
                    throw DatasetException.unreadable(name(), e);
                }
                number++;
            } while (line != null && line.isBlank());
            return line == null ? null : entry(line);
        }

        private DatasetException noText(CharacterCodingException cause) throws IOException {
            String found;
            try (Bytes file = Bytes.open(list)) {
                found = FileKind.of(file).orElse("not text in UTF-8, some way after line " + number);
            }
            return new DatasetException(
                    name(),
                    "is " + found + ", but a data set is needed: a folder, an archive, Parquet, or a list, of which a"
                            + " line is a path, a TAB, and a label",
                    cause);
        }

        private Entry entry(String line) throws DatasetException {
            int tab = line.indexOf('\t');
            if (tab < 0) {
                return new Entry(line, null);
            }
            String label = line.substring(tab + 1).strip();
            if (tab == 0 || label.isEmpty() || label.indexOf('\t') >= 0) {
                throw failure("is " + Quote.of(line) + "; a path, one TAB, and a label are needed");
            }
            return new Entry(line.substring(0, tab), label);
        }

        Path file(String path) throws DatasetException {
            try {
                return list.resolveSibling(path);
            } catch (InvalidPathException e) {
                throw failure("is no path: " + Quote.of(path));
            }
        }

        DatasetException failure(String problem) {
            return new DatasetException(name(), "line " + number + " " + problem);
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}
