package vtp.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;
import vtp.datasets.Dataset;
import vtp.datasets.FileContent;
import vtp.datasets.Item;
import vtp.datasets.Omissions;

/**
 * The work of a task: pictures that follow each other in a data set.
 *
 * @param shard of which they are
 * @param part which of its parts this is, from 0
 * @param parts how many it has
 * @param first the position of the first picture in the data set
 * @param count how many there are
 * @param files packed, where the pictures are files or members of archives; empty if the data set must be opened
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Chunk(int shard, int part, int parts, long first, int count, byte[] files) implements Serializable {

    /** Packs pictures, if all are files or members of archives: some 10 bytes each. */
    static Chunk of(int shard, int part, int parts, long first, List<Item> items) throws IOException {
        boolean files = items.stream().allMatch(item -> item.content() instanceof FileContent);
        return new Chunk(shard, part, parts, first, items.size(), files ? pack(items) : new byte[0]);
    }

    private static byte[] pack(List<Item> items) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
            for (Item item : items) {
                FileContent content = (FileContent) item.content();
                out.writeUTF(item.name());
                out.writeLong(item.label());
                out.writeUTF(content.file().toString());
                out.writeUTF(content.member());
                out.writeLong(content.offsetBytes());
                out.writeLong(content.lengthBytes());
            }
        }
        return bytes.toByteArray();
    }

    private List<Item> unpack() throws IOException {
        List<Item> items = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(files)))) {
            for (int i = 0; i < count; i++) {
                String name = in.readUTF();
                long label = in.readLong();
                Path file = Path.of(in.readUTF());
                items.add(new Item(name, label, new FileContent(file, in.readUTF(), in.readLong(), in.readLong())));
            }
        }
        return items;
    }

    /** Begins at the first picture. The data set is opened only if the pictures cannot be found without it. */
    Dataset.Cursor open(DatasetChoice choice) throws IOException {
        if (files.length > 0) {
            return new Listed(unpack().iterator());
        }
        Dataset.Cursor cursor = choice.open().open();
        try {
            for (long skipped = 0; skipped < first; skipped++) {
                cursor.next();
            }
            return new Bounded(cursor, count);
        } catch (Throwable e) {
            cursor.close();
            throw e;
        }
    }

    /** A walk through a list. */
    private record Listed(Iterator<Item> items) implements Dataset.Cursor {
        @Override
        public @Nullable Item next() {
            return items.hasNext() ? items.next() : null;
        }

        @Override
        public Omissions omissions() {
            return new Omissions();
        }

        @Override
        public void close() {}
    }

    /** A walk that ends earlier than another. */
    private static final class Bounded implements Dataset.Cursor {
        private final Dataset.Cursor cursor;
        private int left;

        Bounded(Dataset.Cursor cursor, int count) {
            this.cursor = cursor;
            this.left = count;
        }

        @Override
        public @Nullable Item next() throws IOException {
            return left-- > 0 ? cursor.next() : null;
        }

        @Override
        public Omissions omissions() {
            return cursor.omissions();
        }

        @Override
        public void close() throws IOException {
            cursor.close();
        }
    }
}
