package vtp.datasets;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A picture that is a file, or a member of an archive.
 *
 * @param file links are followed
 * @param member its name in the archive; empty for a whole file
 * @param offsetBytes where it begins
 * @param lengthBytes how long it is; negative for all that the file has
 * @since 0.1.0
 */
public record FileContent(Path file, String member, long offsetBytes, long lengthBytes) implements Item.Content {
    /** The longest that an array holds. */
    private static final long LARGEST_BYTES = Integer.MAX_VALUE - 64;

    /** All of a file. */
    public static FileContent whole(Path file) {
        return new FileContent(file, "", 0, -1);
    }

    @Override
    public byte[] read() throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            // Reading a pipe might wait for ever.
            if (!attributes.isRegularFile()) {
                throw new DatasetException(
                        file.toString(),
                        attributes.isDirectory() ? "is a folder, not a picture" : "is no regular file");
            }
            long length = lengthBytes < 0 ? attributes.size() : lengthBytes;
            if (length > LARGEST_BYTES) {
                throw new DatasetException(file.toString(), "the picture is over 2 GiB");
            }
            if (length > attributes.size() - offsetBytes) {
                throw endsBefore(Math.max(0, attributes.size() - offsetBytes), length);
            }
            return read((int) length);
        } catch (NoSuchFileException | FileNotFoundException e) {
            boolean link = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
            throw new DatasetException(
                    file.toString(), link ? "is a link to a file that does not exist" : "no such file", e);
        } catch (DatasetException e) {
            throw e;
        } catch (IOException e) {
            throw DatasetException.unreadable(file.toString(), e);
        }
    }

    private byte[] read(int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (bytes.hasRemaining() && channel.read(bytes, offsetBytes + bytes.position()) >= 0) {
                // on
            }
        }
        if (bytes.hasRemaining()) {
            throw endsBefore(bytes.position(), length);
        }
        return bytes.array();
    }

    private DatasetException endsBefore(long there, long wanted) {
        return new DatasetException(
                file.toString(), "ends after " + there + " of " + wanted + " bytes from byte " + offsetBytes + " on");
    }
}
