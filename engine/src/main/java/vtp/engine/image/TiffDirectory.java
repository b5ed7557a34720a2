package vtp.engine.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The first directory of a TIFF or BigTIFF structure (TIFF 6.0, section 2): that of the first picture, never a
 * thumbnail's. What is damaged in it is passed over.
 */
final class TiffDirectory {
    /** Bytes of a value by its type: 0 where there is no such type. */
    private static final int[] TYPE_BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};

    private static final int LONGEST_LIST = 1 << 16;

    private final ByteBuffer file;
    private final boolean big;
    private final Map<Integer, Entry> entries = new HashMap<>();

    /** A tag's values: where they are. */
    private record Entry(int type, int count, int at) {}

    /** Reads the directory; one without entries where there is none. */
    TiffDirectory(byte[] bytes) {
        boolean little = PictureNotes.startsWith(bytes, 0, "II");
        file = ByteBuffer.wrap(bytes).order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        big = isMarked(bytes, '+');
        if (big || isMarked(bytes, '*')) {
            try {
                read(offset(big ? 8 : 4));
            } catch (IndexOutOfBoundsException e) {
                // There is no directory where it should be.
            }
        }
    }

    /** Whether the version stands after the byte order. Some writers of EXIF get its two bytes the wrong way round. */
    private static boolean isMarked(byte[] bytes, char version) {
        return Stream.of("II", "MM")
                .flatMap(order -> Stream.of(order + version + "\0", order + "\0" + version))
                .anyMatch(start -> PictureNotes.startsWith(bytes, 0, start));
    }

    private void read(int at) {
        int count = big ? (int) file.getLong(at) : file.getShort(at) & 0xffff;
        int head = big ? 8 : 2;
        int step = big ? 20 : 12;
        int inline = big ? 8 : 4;
        for (int i = 0; i < count; i++) {
            int entry = Math.addExact(at + head, i * step);
            if (entry > file.limit() - step) {
                return; // it ends before its last entry: what was found stands
            }
            int type = file.getShort(entry + 2) & 0xffff;
            int unit = type < TYPE_BYTES.length ? TYPE_BYTES[type] : 0;
            long values = big ? file.getLong(entry + 4) : file.getInt(entry + 4) & 0xffffffffL;
            if (unit == 0 || values < 1 || values > file.limit() / unit) {
                continue;
            }
            int where = entry + step - inline;
            int body = values * unit <= inline ? where : offset(where);
            if (body >= 0 && body <= file.limit() - values * unit) {
                entries.put(file.getShort(entry) & 0xffff, new Entry(type, (int) values, body));
            }
        }
    }

    /** An offset in the file; −1 where it is not in the file. */
    private int offset(int at) {
        long offset = big ? file.getLong(at) : file.getInt(at) & 0xffffffffL;
        return offset < 0 || offset >= file.limit() ? -1 : (int) offset;
    }

    /** The file that it was read from. */
    byte[] file() {
        return file.array();
    }

    boolean has(int tag) {
        return entries.containsKey(tag);
    }

    /** A tag's first value; a default where there is none, or it is no number. */
    int number(int tag, int otherwise) {
        int[] values = numbers(tag);
        return values.length == 0 ? otherwise : values[0];
    }

    /** A tag's values, −1 for those that are not whole; an empty array where there is none, or it is no number. */
    int[] numbers(int tag) {
        Entry entry = entries.get(tag);
        if (entry == null || entry.count > LONGEST_LIST) {
            return new int[0];
        }
        int[] values = new int[entry.count];
        for (int i = 0; i < values.length; i++) {
            int at = entry.at + i * TYPE_BYTES[entry.type];
            values[i] = switch (entry.type) {
                case 3 -> file.getShort(at) & 0xffff;
                case 8 -> file.getShort(at);
                case 4, 9, 13 -> file.getInt(at);
                case 6 -> file.get(at);
                case 5, 10 -> whole((double) file.getInt(at) / file.getInt(at + 4));
                case 11 -> whole(file.getFloat(at));
                case 12 -> whole(file.getDouble(at));
                case 16, 17, 18 -> (int) file.getLong(at);
                default -> Integer.MIN_VALUE;
            };
        }
        return values.length > 0 && values[0] == Integer.MIN_VALUE ? new int[0] : values;
    }

    /** A tag's unsigned fractions; a default where they are not as many. */
    float[] fractions(int tag, float... otherwise) {
        Entry entry = entries.get(tag);
        if (entry == null || entry.type != 5 || entry.count != otherwise.length) {
            return otherwise;
        }
        float[] values = new float[entry.count];
        for (int i = 0; i < values.length; i++) {
            long above = file.getInt(entry.at + 8 * i) & 0xffffffffL;
            long below = file.getInt(entry.at + 8 * i + 4) & 0xffffffffL;
            values[i] = below == 0 ? 0 : (float) ((double) above / below);
        }
        return values;
    }

    private static int whole(double value) {
        return value == (int) value ? (int) value : -1;
    }

    /** Where a tag's first value is in the file; −1 where there is no such tag. */
    int position(int tag) {
        Entry entry = entries.get(tag);
        return entry == null ? -1 : entry.at;
    }

    /** The bytes of a tag's values; null where there are none. */
    byte @Nullable [] bytes(int tag) {
        Entry entry = entries.get(tag);
        return entry == null
                ? null
                : Arrays.copyOfRange(file.array(), entry.at, entry.at + entry.count * TYPE_BYTES[entry.type]);
    }
}
