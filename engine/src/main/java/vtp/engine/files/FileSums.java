package vtp.engine.files;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import vtp.loader.Sha256;

/** The sha256 of files, each read once as long as it does not change. */
final class FileSums {
    private static final String KIND = "sha256";
    private static final int CHUNK_BYTES = 1 << 20;
    private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{64}");

    /** A file that changed so short a time ago may change again without its time showing it. */
    private static final Duration SETTLED = Duration.ofSeconds(5);

    private final UserCache cache;

    FileSums(UserCache cache) {
        this.cache = cache;
    }

    /** The sum of a file: by its name, remembered, or computed. */
    String sha256(Path path) throws IOException {
        Path file = path.toRealPath();
        if (isHubBlob(file)) {
            return file.getFileName().toString();
        }
        String facts = facts(file);
        String name = sha256(MemorySegment.ofArray(file.toString().getBytes(StandardCharsets.UTF_8))) + ".txt";
        Optional<String> known = remembered(name, facts);
        if (known.isPresent()) {
            return known.get();
        }
        String sum = read(file);
        boolean settled = Files.getLastModifiedTime(file)
                .toInstant()
                .isBefore(Instant.now().minus(SETTLED));
        if (settled && facts.equals(facts(file))) {
            remember(name, facts, sum);
        }
        return sum;
    }

    /** {@code …/models--org--name/blobs/SHA256}: so named when it was downloaded and found to have that sum. */
    private static boolean isHubBlob(Path file) {
        Path folder = file.getParent();
        return DIGITS.matcher(file.getFileName().toString()).matches()
                && folder != null
                && folder.endsWith("blobs")
                && folder.getParent() != null
                && folder.getParent().getFileName().toString().startsWith("models--");
    }

    /** What changes when a file does, a line each. */
    private static String facts(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return "path " + file
                + "\nbytes " + attributes.size()
                + "\nmodified " + attributes.lastModifiedTime()
                + "\nnumber " + attributes.fileKey()
                + "\nsha256 ";
    }

    private Optional<String> remembered(String name, String facts) {
        return cache.find(KIND, name).flatMap(note -> sumIn(note, facts));
    }

    private static Optional<String> sumIn(Path note, String facts) {
        try {
            String text = Files.readString(note);
            String sum = text.startsWith(facts) ? text.substring(facts.length()).strip() : "";
            return Optional.of(sum).filter(digits -> DIGITS.matcher(digits).matches());
        } catch (IOException damaged) {
            return Optional.empty();
        }
    }

    private void remember(String name, String facts, String sum) {
        try {
            cache.write(KIND, name, stream -> stream.write((facts + sum + "\n").getBytes(StandardCharsets.UTF_8)));
        } catch (IOException unwritable) {
            // The file is read again the next time.
        }
    }

    private static String read(Path file) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
            while (channel.read(chunk) >= 0) {
                digest.update(chunk.flip());
                chunk.clear();
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static String sha256(MemorySegment bytes) {
        MessageDigest digest = Sha256.digest();
        for (long from = 0; from < bytes.byteSize(); from += CHUNK_BYTES) {
            long count = Math.min(CHUNK_BYTES, bytes.byteSize() - from);
            digest.update(bytes.asSlice(from, count).toArray(ValueLayout.JAVA_BYTE));
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
