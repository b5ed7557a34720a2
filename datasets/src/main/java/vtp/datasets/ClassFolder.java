package vtp.datasets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vtp.datasets.Omissions.Reason;

/**
 * A folder with a folder for each class, as torchvision's {@code ImageFolder} sees it: classes and pictures in its
 * order, with its indices. Unlike there, hidden entries are left out unless they are asked for, and a link that leads
 * to a folder above it always is.
 *
 * @since 0.1.0
 */
public final class ClassFolder implements FileDataset {
    private final Path root;
    private final boolean hidden;

    /**
     * A data set of a folder, which is not looked at yet.
     *
     * @param root the folder with those of the classes
     * @param hidden whether entries whose names begin with a dot are taken, as the reference does
     */
    public ClassFolder(Path root, boolean hidden) {
        this.root = root;
        this.hidden = hidden;
    }

    @Override
    public String name() {
        return root.toString();
    }

    @Override
    public List<String> classNames() throws IOException {
        return classes(new FolderTree(hidden, new Omissions()), new Omissions());
    }

    private List<String> classes(FolderTree tree, Omissions omissions) throws IOException {
        FolderTree.Entries entries = tree.list(root);
        if (entries.folders().isEmpty()) {
            throw new DatasetException(name(), "has no folders in it, but one for each class is needed");
        }
        entries.files().forEach(file -> omissions.add(Reason.OUTSIDE_CLASSES));
        List<String> classes = new ArrayList<>(entries.folders());
        classes.sort(CodePointOrder.INSTANCE);
        return List.copyOf(classes);
    }

    @Override
    public Cursor open() throws IOException {
        return new Walk();
    }

    @Override
    public Item.Content content(String picture) {
        return FileContent.whole(root.resolve(picture));
    }

    private final class Walk implements Cursor {
        private final Omissions omissions = new Omissions();
        private final FolderTree tree = new FolderTree(hidden, omissions);
        private final List<String> classes = classes(tree, omissions);
        private final List<String> empty = new ArrayList<>();
        private Iterator<String> pictures = List.<String>of().iterator();
        private int label = -1;

        Walk() throws IOException {}

        @Override
        public @Nullable Item next() throws IOException {
            while (!pictures.hasNext()) {
                if (label == classes.size() - 1) {
                    requireNoneEmpty();
                    return null;
                }
                label++;
                List<String> ofClass = tree.pictures(root, classes.get(label));
                if (ofClass.isEmpty()) {
                    empty.add(classes.get(label));
                }
                pictures = ofClass.iterator();
            }
            String name = pictures.next();
            return new Item(name, label, content(name));
        }

        private void requireNoneEmpty() throws DatasetException {
            if (!empty.isEmpty()) {
                throw new DatasetException(
                        name(),
                        "no picture in the folders of these classes: " + String.join(", ", empty)
                                + "; remove them, or name one folder of pictures without classes");
            }
        }

        @Override
        public Omissions omissions() {
            return omissions;
        }

        @Override
        public void close() {}
    }
}
