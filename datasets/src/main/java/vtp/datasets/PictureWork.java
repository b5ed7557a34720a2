package vtp.datasets;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import vtp.engine.image.PictureException;
import vtp.engine.image.PictureReader;
import vtp.loader.Dtype;

/** From a picture's bytes to its rows, and from what can go wrong on the way to one line. */
final class PictureWork {
    private final PictureReader reader;
    private final PictureEncoder encoder;
    private final Dtype dtype;
    /** Held exclusively by a picture that found no memory beside the others. */
    private final ReadWriteLock memory = new ReentrantReadWriteLock();

    PictureWork(PictureReader reader, PictureEncoder encoder, Dtype dtype) {
        this.dtype = dtype;
        this.reader = reader;
        this.encoder = encoder;
    }

    /** What was read of a picture: its position in the data set, and its bytes, or why there are none. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Loaded(
            Item item,
            long index,
            byte @Nullable [] bytes,
            @Nullable String fault) {}

    static Loaded load(Item item, long index) {
        try {
            return new Loaded(item, index, item.content().read(), null);
        } catch (IOException e) {
            return new Loaded(item, index, null, why(item, e));
        } catch (OutOfMemoryError e) {
            return new Loaded(item, index, null, "its file needs more memory than Java may use");
        }
    }

    /** Decodes and encodes. What is the picture's fault becomes its outcome; all else is thrown. */
    Outcome encode(Loaded loaded) {
        if (loaded.bytes == null) {
            return new Outcome(loaded.item, null, loaded.fault);
        }
        try {
            return encode(loaded, loaded.bytes, memory.readLock());
        } catch (OutOfMemoryError besideOthers) {
            try {
                return encode(loaded, loaded.bytes, memory.writeLock());
            } catch (OutOfMemoryError alone) {
                return new Outcome(loaded.item, null, "needs more memory than Java may use");
            }
        }
    }

    private Outcome encode(Loaded loaded, byte[] bytes, Lock lock) {
        Item item = loaded.item;
        lock.lock();
        try {
            List<float[]> rows = List.of(encoder.encode(reader.read(bytes, item.name()), loaded.index));
            boolean fit = rows.stream().allMatch(row -> ShardElements.fit(dtype, row));
            return fit
                    ? new Outcome(item, rows, null)
                    : new Outcome(item, null, "gives numbers too large for " + dtype);
        } catch (IOException | IllegalArgumentException | ArithmeticException e) {
            return new Outcome(item, null, why(item, e));
        } finally {
            lock.unlock();
        }
    }

    private static String why(Item item, Exception e) {
        if (e instanceof PictureException picture) {
            return picture.problem();
        }
        if (e instanceof DatasetException dataset) {
            return dataset.problem();
        }
        String message = String.valueOf(e.getMessage());
        String prefix = item.name() + ": ";
        return message.startsWith(prefix) ? message.substring(prefix.length()) : message;
    }
}
