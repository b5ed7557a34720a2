package vtp.datasets;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import vtp.loader.Sha256;

/**
 * What one walk through a data set finds, without reading a picture.
 *
 * @param name what it is called
 * @param classNames the names of its classes; empty if it does not say
 * @param count how many items it has
 * @param sha256 of the classes, names and labels in their order: the same as long as the order is
 * @param omissions what it leaves out
 * @param gone how many of the pictures were there when the extraction began, and are no more
 * @since 0.1.0
 */
public record Survey(String name, List<String> classNames, long count, String sha256, Omissions omissions, long gone) {

    /**
     * Walks through a data set.
     *
     * @throws DatasetException if it is malformed, cannot be read, or is empty
     */
    public static Survey of(Dataset dataset) throws IOException {
        MessageDigest digest = Sha256.digest();
        List<String> classes = dataset.classNames();
        classes.forEach(name -> add(digest, name, -1));
        long count = 0;
        try (Dataset.Cursor cursor = dataset.open()) {
            for (Item item = cursor.next(); item != null; item = cursor.next()) {
                add(digest, item.name(), item.label());
                count++;
            }
            if (count == 0) {
                String left = cursor.omissions().isEmpty() ? "" : "; left out: " + cursor.omissions();
                throw new DatasetException(dataset.name(), "has no pictures" + left);
            }
            String hex = HexFormat.of().formatHex(digest.digest());
            return new Survey(dataset.name(), classes, count, hex, cursor.omissions(), 0);
        }
    }

    /** The same, of pictures there were when an extraction began, knowing what there is of them now. */
    Survey comparedWith(Survey now) {
        return new Survey(name, classNames, count, sha256, now.omissions, count - now.count);
    }

    private static void add(MessageDigest digest, String name, long label) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
                .putInt(utf8.length)
                .putLong(label)
                .flip());
        digest.update(utf8);
    }
}
