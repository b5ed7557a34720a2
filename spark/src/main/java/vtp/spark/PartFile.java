package vtp.spark;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vtp.datasets.Item;
import vtp.datasets.Outcome;

/**
 * What became of the pictures of a part of a shard, until the others are there: of each its name, its label, and the
 * numbers of its tensors in float32, or why there are none.
 */
final class PartFile {
    private static final String FORMAT = "vtp-part-1";
    private static final int BUFFER_BYTES = 1 << 16;

    private PartFile() {}

    /** Where outcomes come from; null after the last. */
    interface Source {
        @Nullable
        Outcome next() throws IOException, InterruptedException;
    }

    /** What takes them. */
    interface Sink {
        void add(Outcome outcome) throws IOException;
    }

    static void write(OutputStream stream, Source outcomes) throws IOException {
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(stream, BUFFER_BYTES));
        out.writeUTF(FORMAT);
        try {
            for (Outcome outcome = outcomes.next(); outcome != null; outcome = outcomes.next()) {
                out.writeBoolean(true);
                out.writeUTF(outcome.item().name());
                out.writeLong(outcome.item().label());
                write(out, outcome);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the task was cancelled", e);
        }
        out.writeBoolean(false);
        out.flush();
    }

    private static void write(DataOutputStream out, Outcome outcome) throws IOException {
        List<float[]> rows = outcome.rows();
        out.writeInt(rows == null ? -1 : rows.size());
        if (rows == null) {
            out.writeUTF(String.valueOf(outcome.fault()));
            return;
        }
        for (float[] row : rows) {
            ByteBuffer bytes = ByteBuffer.allocate(row.length * Float.BYTES);
            bytes.asFloatBuffer().put(row);
            out.writeInt(row.length);
            out.write(bytes.array());
        }
    }

    /** @param where what messages call it */
    static void read(InputStream stream, String where, Sink sink) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(stream, BUFFER_BYTES));
        if (!in.readUTF().equals(FORMAT)) {
            throw new IOException(where + ": is no part of a shard of this version; begin anew with --restart");
        }
        while (in.readBoolean()) {
            Item item = new Item(in.readUTF(), in.readLong(), () -> new byte[0]);
            int tensors = in.readInt();
            sink.add(tensors < 0 ? new Outcome(item, null, in.readUTF()) : new Outcome(item, rows(in, tensors), null));
        }
    }

    private static List<float[]> rows(DataInputStream in, int tensors) throws IOException {
        List<float[]> rows = new ArrayList<>();
        for (int t = 0; t < tensors; t++) {
            byte[] bytes = new byte[in.readInt() * Float.BYTES];
            in.readFully(bytes);
            float[] row = new float[bytes.length / Float.BYTES];
            ByteBuffer.wrap(bytes).asFloatBuffer().get(row);
            rows.add(row);
        }
        return rows;
    }
}
