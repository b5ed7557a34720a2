package vtp.datasets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vtp.datasets.Omissions.Reason;

/**
 * The pictures of one folder, by name, without classes: every label is 0. Folders in it are not entered.
 *
 * @since 0.1.0
 */
public final class FlatFolder implements FileDataset {
    private final Path folder;
    private final boolean hidden;

    /**
     * A data set of a folder, which is not looked at yet.
     *
     * @param hidden whether files whose names begin with a dot are taken
     */
    public FlatFolder(Path folder, boolean hidden) {
        this.folder = folder;
        this.hidden = hidden;
    }

    @Override
    public String name() {
        return folder.toString();
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
    public Cursor open() throws IOException {
        return new Walk();
    }

    @Override
    public Item.Content content(String picture) {
        return FileContent.whole(folder.resolve(picture));
    }

    private final class Walk implements Cursor {
        private final Omissions omissions = new Omissions();
        private final Iterator<String> pictures;

        Walk() throws IOException {
            FolderTree tree = new FolderTree(hidden, omissions);
            FolderTree.Entries entries = tree.list(folder);
            entries.folders().forEach(name -> omissions.add(Reason.FOLDER));
            pictures = tree.pictures(entries).iterator();
        }

        @Override
        public @Nullable Item next() {
            if (!pictures.hasNext()) {
                return null;
            }
            String name = pictures.next();
            return new Item(name, 0, content(name));
        }

        @Override
        public Omissions omissions() {
            return omissions;
        }

        @Override
        public void close() {}
    }
}
