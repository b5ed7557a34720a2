package vtp.datasets;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import vtp.loader.AtomicFile;

/**
 * The pictures of folders as they were when an extraction began. It is what is extracted then: a picture that is
 * deleted before its turn fails, and moves no other to another place; one that is added is not taken.
 */
final class PictureList implements Dataset {
    private static final String FORMAT = "vtp-pictures-1";
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path file;
    private final String name;
    private final List<FileDataset> parts;

    private PictureList(Path file, String name, List<FileDataset> parts) {
        this.file = file;
        this.name = name;
        this.parts = parts;
    }

    /**
     * The list of a data set; null if its pictures are not found by their names, but lie in archives or are listed
     * already.
     *
     * @param file where it is kept, once it is {@link #write written}
     */
    static @Nullable PictureList of(Path file, Dataset dataset) {
        List<FileDataset> parts = new ArrayList<>();
        for (Dataset part : dataset instanceof Concatenation several ? several.parts() : List.of(dataset)) {
            if (!(part instanceof FileDataset folder)) {
                return null;
            }
            parts.add(folder);
        }
        return new PictureList(file, dataset.name(), List.copyOf(parts));
    }

    /**
     * What is extracted.
     *
     * @param survey of the pictures, compared with what there is now
     */
    record Begun(Dataset pictures, Survey survey) {}

    /**
     * The pictures there were when an extraction began, or, if they are not those of the data set, the data set as it
     * is.
     *
     * @param file where they are listed
     * @param now what there is now
     * @param first whether it begins now: then they are listed, if they are files of folders
     */
    static Begun begun(Path file, Dataset dataset, Survey now, boolean first) throws IOException {
        PictureList list = of(file, dataset);
        if (list != null && first) {
            list.write();
        }
        if (list == null || !list.isWritten()) {
            return new Begun(dataset, now);
        }
        Survey then = Survey.of(list);
        boolean same = first || then.sha256().equals(now.sha256()) || list.hasAllOf(dataset);
        return same ? new Begun(list, then.comparedWith(now)) : new Begun(dataset, now);
    }

    /** Lists what there is now. */
    void write() throws IOException {
        try (AtomicFile atomic = AtomicFile.open(file, AtomicFile.Existing.REPLACE)) {
            GZIPOutputStream packed = new GZIPOutputStream(atomic.stream(), BUFFER_BYTES);
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(packed, BUFFER_BYTES));
            out.writeUTF(FORMAT);
            List<String> classes = parts.get(0).classNames();
            out.writeInt(classes.size());
            for (String ofClass : classes) {
                out.writeUTF(ofClass);
            }
            for (int part = 0; part < parts.size(); part++) {
                write(part, out);
            }
            out.writeInt(-1);
            out.flush();
            packed.finish();
            atomic.commit();
        }
    }

    private void write(int part, DataOutputStream out) throws IOException {
        try (Cursor cursor = parts.get(part).open()) {
            for (Item item = cursor.next(); item != null; item = cursor.next()) {
                out.writeInt(part);
                out.writeLong(item.label());
                out.writeUTF(item.name());
            }
        }
    }

    boolean isWritten() {
        return Files.exists(file);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> classNames() throws IOException {
        try (Walk walk = new Walk()) {
            return walk.classes;
        }
    }

    @Override
    public Cursor open() throws IOException {
        return new Walk();
    }

    private final class Walk implements Cursor {
        private final DataInputStream in;
        private final List<String> classes = new ArrayList<>();

        Walk() throws IOException {
            in = read(() -> new DataInputStream(new BufferedInputStream(
                    new GZIPInputStream(Files.newInputStream(file), BUFFER_BYTES), BUFFER_BYTES)));
            try {
                read(this::readClasses);
            } catch (Throwable e) {
                in.close();
                throw e;
            }
        }

        private Void readClasses() throws IOException {
            if (!in.readUTF().equals(FORMAT)) {
                throw new IOException("another format");
            }
            for (int left = in.readInt(); left > 0; left--) {
                classes.add(in.readUTF());
            }
            return null;
        }

        @Override
        public @Nullable Item next() throws IOException {
            return read(() -> {
                int part = in.readInt();
                if (part < 0) {
                    return null;
                }
                long label = in.readLong();
                String picture = in.readUTF();
                return new Item(picture, label, parts.get(part).content(picture));
            });
        }

        private <T extends @Nullable Object> T read(Reading<T> reading) throws DatasetException {
            try {
                return reading.read();
            } catch (IOException | IndexOutOfBoundsException e) {
                throw new DatasetException(
                        file.toString(),
                        "cannot be read, but says which pictures there were when the extraction began; begin anew with"
                                + " --restart",
                        e);
            }
        }

        @Override
        public Omissions omissions() {
            return new Omissions();
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    @FunctionalInterface
    private interface Reading<T extends @Nullable Object> {
        T read() throws IOException;
    }

    /** Whether a data set has pictures of this list and no others, in its order: some may have gone. */
    boolean hasAllOf(Dataset now) throws IOException {
        try (Cursor before = open();
                Cursor cursor = now.open()) {
            for (Item item = cursor.next(); item != null; item = cursor.next()) {
                Item listed = before.next();
                while (listed != null && !listed.name().equals(item.name())) {
                    listed = before.next();
                }
                if (listed == null || listed.label() != item.label()) {
                    return false;
                }
            }
        }
        return true;
    }
}
