package vtp.loader.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import vtp.loader.AtomicFile;
import vtp.loader.Json;
import vtp.loader.Sha256;

/** Brings single files into a repository's {@code blobs} folder: whole and checked, or not at all. */
final class BlobStore {

    private static final int HASH_CHUNK_BYTES = 1 << 20;

    /** A server that breaks off after fewer bytes than these, again and again, does not count as one that goes on. */
    private static final long LEAST_GAIN_BYTES = 1 << 14;

    /** Asks the hub for a file from a byte on; the answer is 200, or to a byte after the first also 206 or 416. */
    @FunctionalInterface
    interface Source {
        HubHttp.Answer open(RemoteFile file, long fromByte) throws HubException, InterruptedException;
    }

    /**
     * Opens a file for reading and writing, and makes it if it is not there. Tests replace this to simulate a full
     * disk.
     */
    @FunctionalInterface
    interface Opener {
        FileChannel open(Path file) throws IOException;
    }

    static final Opener DISK = file -> FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);

    private final Path blobs;
    private final Path locks;
    private final Source source;
    private final Opener opener;
    private final Retries retries;
    private final PullListener listener;

    BlobStore(Path blobs, Path locks, Source source, Opener opener, Retries retries, PullListener listener) {
        this.blobs = blobs;
        this.locks = locks;
        this.source = source;
        this.opener = opener;
        this.retries = retries;
        this.listener = listener;
    }

    Path blob(RemoteFile file) {
        return blobs.resolve(file.etag());
    }

    /** How many bytes of a file are still to come. */
    long bytesToCome(RemoteFile file) throws IOException {
        Path part = part(file);
        long here = Files.exists(blob(file)) ? file.size() : Files.exists(part) ? Files.size(part) : 0;
        return Math.max(0, file.size() - here);
    }

    /** Whether a file is what the hub describes, by its size and, where it is known, its sha256. */
    boolean isIntact(Path path, RemoteFile file) throws IOException {
        if (!Files.isRegularFile(path) || (file.hasSize() && Files.size(path) != file.size())) {
            return false;
        }
        if (file.sha256() != null) {
            listener.verifying(file.name());
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                return sha256(channel).equals(file.sha256());
            }
        }
        return true;
    }

    /** Downloads a file, going on where an earlier try has stopped; nothing is done if its blob is intact. */
    void fetch(RemoteFile file) throws IOException, InterruptedException {
        Path lock = locks.resolve(file.etag() + ".lock");
        LockFile.hold(lock, () -> listener.waiting(file.name()), () -> {
            Path blob = blob(file);
            if (isIntact(blob, file)) {
                listener.progress(file.name(), Files.size(blob), Files.size(blob));
            } else {
                download(file, part(file));
                Files.move(part(file), blob, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                AtomicFile.synchroniseName(blob);
            }
        });
    }

    private void download(RemoteFile file, Path part) throws IOException, InterruptedException {
        boolean resumed = Files.exists(part) && Files.size(part) > 0;
        // What an earlier run left may be damaged, by a crash for one; what came just now may not.
        if (!isComplete(part, file) && !(resumed && isComplete(part, file))) {
            throw damaged(file);
        }
    }

    /** Fills the partial file and checks its sha256; one that is wrong is removed, not to be resumed. */
    private boolean isComplete(Path part, RemoteFile file) throws IOException, InterruptedException {
        boolean keep = file.hasSize(); // what has come of a file of unknown size cannot be gone on with
        try (FileChannel channel = opener.open(part)) {
            if (!file.hasSize() || channel.size() > file.size()) {
                channel.truncate(0); // not known to be a beginning of this file
            }
            fill(channel, file);
            channel.force(true);
            keep = true;
            if (file.sha256() != null) {
                listener.verifying(file.name());
                keep = sha256(channel).equals(file.sha256());
            }
        } catch (HubException e) {
            keep = file.hasSize() && e.kind() != HubException.Kind.INTEGRITY;
            throw e;
        } finally {
            if (!keep) {
                Files.deleteIfExists(part);
            }
        }
        return keep;
    }

    private void fill(FileChannel channel, RemoteFile file) throws IOException, InterruptedException {
        int failures = 0;
        while (!file.hasSize() || channel.size() < file.size() || file.size() == 0) {
            long before = channel.size();
            try {
                transfer(channel, file);
                return;
            } catch (HubException e) {
                failures = channel.size() - before >= LEAST_GAIN_BYTES ? 1 : failures + 1;
                retries.pause(file.name(), listener, e, failures);
            }
        }
        listener.progress(file.name(), channel.size(), channel.size());
    }

    /** One request: the bytes that are missing, appended. */
    private void transfer(FileChannel channel, RemoteFile file) throws IOException, InterruptedException {
        long position = channel.size();
        try (HubHttp.Answer answer = source.open(file, position)) {
            if (position > 0 && !goesOnAt(answer, position)) {
                channel.truncate(0);
                if (answer.status() != 200) {
                    String message = answer.origin() + " does not go on with " + file.name() + " where it stopped";
                    throw HubException.temporary(HubException.Kind.SERVER, message, null, Duration.ZERO);
                }
                position = 0;
            }
            long total = announcedSize(answer, file);
            listener.progress(file.name(), position, total);
            List<ByteBuffer> piece;
            while ((piece = answer.body().next()) != null) {
                for (ByteBuffer bytes : piece) {
                    while (bytes.hasRemaining()) {
                        position += channel.write(bytes, position);
                    }
                }
                if (HubFiles.isJson(file.name()) && position > Json.MAX_BYTES) {
                    throw wrongSize(file, "more than " + Json.MAX_BYTES);
                }
                if (total != PullListener.UNKNOWN && position > total) {
                    throw wrongSize(file, "more than " + total);
                }
                listener.progress(file.name(), position, total);
            }
            if (total != PullListener.UNKNOWN && position < total) {
                String message = answer.origin() + " sent " + position + " of " + total + " bytes of " + file.name();
                throw HubException.temporary(HubException.Kind.NETWORK, message, null, null);
            }
        }
    }

    private static boolean goesOnAt(HubHttp.Answer answer, long position) {
        return answer.status() == 206
                && answer.header("Content-Range").orElse("").startsWith("bytes " + position + "-");
    }

    /** The file's size, which the hub and whoever sends the bytes must agree on as far as they tell it. */
    private static long announcedSize(HubHttp.Answer answer, RemoteFile file) throws HubException {
        String told = answer.status() == 206
                ? answer.header("Content-Range").orElse("").replaceFirst("^.*/", "")
                : answer.header("Content-Length").orElse("");
        if (!told.matches("\\d{1,18}")) {
            return file.size();
        }
        long size = Long.parseLong(told);
        if (file.hasSize() && size != file.size()) {
            throw wrongSize(file, told);
        }
        return size;
    }

    private static HubException wrongSize(RemoteFile file, String told) {
        return new HubException(
                HubException.Kind.INTEGRITY,
                file.name() + ": the hub announced " + (file.hasSize() ? file.size() + " bytes" : "no size") + ", but "
                        + told + " are being sent; nothing of it was kept");
    }

    private static HubException damaged(RemoteFile file) {
        return new HubException(
                HubException.Kind.INTEGRITY,
                file.name() + ": what arrived does not have the sha256 " + file.sha256() + "; nothing of it was kept");
    }

    private static String sha256(FileChannel channel) throws IOException {
        MessageDigest digest = Sha256.digest();
        ByteBuffer chunk = ByteBuffer.allocate(HASH_CHUNK_BYTES);
        long position = 0;
        for (int n = channel.read(chunk, 0); n >= 0; n = channel.read(chunk, position)) {
            position += n;
            digest.update(chunk.flip());
            chunk.clear();
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private Path part(RemoteFile file) {
        return blobs.resolve(file.etag() + HubCache.INCOMPLETE);
    }
}
