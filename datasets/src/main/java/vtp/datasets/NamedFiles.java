package vtp.datasets;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pictures that are named one by one, in that order, without labels. That the files exist is not asked before they are
 * read.
 *
 * @since 0.1.0
 */
public final class NamedFiles implements Dataset {
    private final String name;
    private final List<Path> files;

    /**
     * A data set of files.
     *
     * @param name what messages call it
     * @param files each an item, which is called by its path
     */
    public NamedFiles(String name, List<Path> files) {
        this.name = name;
        this.files = List.copyOf(files);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> classNames() {
        return List.of();
    }

    @Override
    public boolean isLabelled() {
        return false;
    }

    @Override
    public Cursor open() {
        return new Walk();
    }

    private final class Walk implements Cursor {
        private final Iterator<Path> rest = files.iterator();

        @Override
        public @Nullable Item next() {
            if (!rest.hasNext()) {
                return null;
            }
            Path file = rest.next();
            return new Item(file.toString(), 0, FileContent.whole(file));
        }

        @Override
        public Omissions omissions() {
            return new Omissions();
        }

        @Override
        public void close() {}
    }
}
