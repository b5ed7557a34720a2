package vtp.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vtp.loader.ZipException.Kind;

/** Zip archives of Java's own writer and ours, right ones and such as lie. */
class ZipArchiveTest {
    private static final byte[] LONG = new byte[300_000];

    static {
        Random random = new Random(1);
        for (int i = 0; i < LONG.length; i++) {
            LONG[i] = (byte) random.nextInt(16); // deflates to half
        }
    }

    private static byte[] deflated(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : new TreeMap<>(entries).entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return out.toByteArray();
    }

    private static byte[] stored(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ZipWriter zip = new ZipWriter(Channels.newChannel(out));
        for (Map.Entry<String, byte[]> entry : new TreeMap<>(entries).entrySet()) {
            zip.begin(entry.getKey(), entry.getValue().length);
            zip.write(MemorySegment.ofArray(entry.getValue()));
        }
        zip.finish();
        return out.toByteArray();
    }

    private static ZipArchive open(byte[] file) throws IOException {
        return ZipArchive.open(Bytes.ofMemory("x.zip", MemorySegment.ofArray(file)));
    }

    private static byte[] copy(Bytes bytes, int from, int count) throws IOException {
        byte[] copy = new byte[count];
        bytes.copy(from, MemorySegment.ofArray(copy));
        return copy;
    }

    private static byte[] read(byte[] file, String name) throws IOException {
        ZipArchive archive = open(file);
        ZipArchive.Entry entry = archive.entries().get(name);
        try (Bytes bytes = archive.open(entry)) {
            return copy(bytes, 0, (int) bytes.size());
        }
    }

    private static Kind refusal(byte[] file) {
        ZipException e = catchThrowableOfType(ZipException.class, () -> read(file, "b"));
        assertThat(e).isNotNull();
        assertThat(e.getMessage()).startsWith("x.zip").doesNotContain("\n");
        return e.kind();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void entriesAreReadFromAnyByteOnInAnyOrder(boolean deflate) throws IOException {
        Map<String, byte[]> entries = Map.of("a", new byte[0], "b", LONG, "ü/c", new byte[] {1, 2, 3});
        byte[] file = deflate ? deflated(entries) : stored(entries);
        ZipArchive archive = open(file);
        assertThat(archive.entries().keySet()).containsExactly("a", "b", "ü/c");
        assertThat(read(file, "a")).isEmpty();
        assertThat(read(file, "ü/c")).containsExactly(1, 2, 3);
        try (Bytes b = archive.open(archive.entries().get("b"))) {
            assertThat(b.size()).isEqualTo(LONG.length);
            for (int from : new int[] {0, 10, 200_000, 250_000, 5, 299_999, 0, 65_536}) {
                int count = Math.min(70_000, LONG.length - from);
                assertThat(copy(b, from, count)).isEqualTo(Arrays.copyOfRange(LONG, from, from + count));
            }
        }
    }

    @Test
    void javaReadsWhatWeWrite(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("a.zip");
        Files.write(path, stored(Map.of("a", LONG, "ü", new byte[] {5})));
        try (ZipFile zip = new ZipFile(path.toFile())) {
            assertThat(zip.getInputStream(zip.getEntry("a")).readAllBytes()).isEqualTo(LONG);
            assertThat(zip.getInputStream(zip.getEntry("ü")).readAllBytes()).containsExactly(5);
            assertThat(zip.size()).isEqualTo(2);
        }
    }

    @Test
    void manyEntriesNeedZip64() throws IOException {
        Map<String, byte[]> entries = new TreeMap<>();
        for (int i = 0; i < 66_000; i++) {
            entries.put("e" + i, new byte[] {(byte) i});
        }
        byte[] file = stored(entries);
        assertThat(open(file).entries()).hasSize(66_000);
        assertThat(read(file, "e65999")).containsExactly((byte) 65_999);
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        byte[] good = stored(Map.of("b", new byte[] {1, 2, 3}));
        for (int length = 0; length < good.length; length++) {
            assertThat(refusal(Arrays.copyOf(good, length))).isEqualTo(Kind.NO_END);
        }
        assertThat(refusal(Arrays.copyOf(good, good.length + 1))).isEqualTo(Kind.NO_END);
    }

    /** Changes to one field, counted from the record's signature, and what they are. */
    @ParameterizedTest
    @CsvSource({
        "end, 10, 2, 2, BAD_DIRECTORY", // entries
        "end, 10, 2, 60000, BAD_DIRECTORY",
        "end, 12, 4, 10, BAD_DIRECTORY", // its length
        "end, 12, 4, 4000000000, BAD_DIRECTORY",
        "end, 16, 4, 4000000000, BAD_DIRECTORY", // its beginning
        "end, 16, 4, 0, BAD_DIRECTORY",
        "end, 4, 2, 1, UNSUPPORTED", // disks
        "directory, 28, 2, 500, BAD_DIRECTORY", // length of the name
        "directory, 0, 4, 5, BAD_DIRECTORY",
        "directory, 8, 2, 1, UNSUPPORTED", // encrypted
        "directory, 10, 2, 12, UNSUPPORTED", // bzip2
        "directory, 20, 4, 4294967295, BAD_DIRECTORY", // a ZIP64 number that is not there
        "directory, 20, 4, 2, BAD_ENTRY", // stored length, not the other
        "directory, 42, 4, 1000, BAD_ENTRY", // where it begins
        "directory, 42, 4, 1, BAD_ENTRY",
        "local, 0, 4, 1, BAD_ENTRY",
        "local, 28, 2, 60000, BAD_ENTRY" // where its data begins
    })
    void aRecordThatLiesIsRefused(String record, int at, int bytes, long value, Kind kind) throws IOException {
        byte[] file = stored(Map.of("b", new byte[] {1, 2, 3}));
        int signature = record.equals("end") ? 0x06054b50 : record.equals("local") ? 0x04034b50 : 0x02014b50;
        set(file, signature, at, bytes, value);
        assertThat(refusal(file)).isEqualTo(kind);
    }

    private static void set(byte[] file, int signature, int at, int bytes, long value) {
        ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int begin = file.length - 4;
        while (buffer.getInt(begin) != signature) {
            begin--;
        }
        for (int i = 0; i < bytes; i++) {
            file[begin + at + i] = (byte) (value >> (8 * i));
        }
    }

    @Test
    void aNameThatIsThereTwiceIsRefused() throws IOException {
        byte[] file = stored(Map.of("b", new byte[] {1}, "c", new byte[] {2}));
        set(file, 0x02014b50, 46, 1, 'b');
        assertThat(refusal(file)).isEqualTo(Kind.DUPLICATE_NAME);
    }

    @ParameterizedTest
    @CsvSource({
        "24, 4, 299999, DAMAGED", // shorter than the data
        "24, 4, 300001, DAMAGED", // longer
        "16, 4, 1, DAMAGED", // checksum
        "20, 4, 1000, DAMAGED", // less of it
        "20, 4, 100, BAD_ENTRY", // too little of it
        "24, 4, 4294967294, BAD_ENTRY" // more than can be
    })
    void deflatedDataThatIsNotWhatTheDirectorySaysIsRefused(int at, int bytes, long value, Kind kind)
            throws IOException {
        byte[] file = deflated(Map.of("b", LONG));
        set(file, 0x02014b50, at, bytes, value);
        assertThat(refusal(file)).isEqualTo(kind);
    }

    @Test
    void damagedDataIsRefused() throws IOException {
        byte[] good = deflated(Map.of("b", LONG));
        for (int at = 50; at < 60_000; at += 5_003) {
            byte[] file = good.clone();
            file[at] ^= 0x55;
            assertThat(refusal(file)).isEqualTo(Kind.DAMAGED);
        }
    }

    @Test
    void aWriterThatIsMisusedSaysSo() throws IOException {
        ZipWriter zip = new ZipWriter(Channels.newChannel(new ByteArrayOutputStream()));
        zip.begin("a", 2);
        assertThatThrownBy(() -> zip.write(MemorySegment.ofArray(new byte[3])))
                .isInstanceOf(IllegalArgumentException.class);
        zip.write(MemorySegment.ofArray(new byte[1]));
        assertThatThrownBy(zip::finish)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("1 bytes before");
        assertThatThrownBy(() -> zip.begin("b", 1)).isInstanceOf(IllegalStateException.class);
        zip.write(MemorySegment.ofArray(new byte[1]));
        assertThatThrownBy(() -> zip.begin("a", 1)).isInstanceOf(IllegalArgumentException.class);
    }

    /** The second entry of the directory is moved into the first: what it says it is may be there too. */
    @Test
    void entriesThatShareBytesAreRefused() throws IOException {
        byte[] file = stored(Map.of("a", LONG, "b", new byte[10]));
        ZipArchive.Entry a = open(file).entries().get("a");
        ZipArchive.Entry b = open(file).entries().get("b");
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int place = lastHeaderBegin(bytes, b.headerBegin());
        for (long begin : new long[] {a.headerBegin(), a.headerBegin() + 100, a.headerBegin() + LONG.length}) {
            bytes.putInt(place, (int) begin);
            ZipException e = catchThrowableOfType(ZipException.class, () -> open(file));
            assertThat(e.kind()).isEqualTo(Kind.BAD_DIRECTORY);
            assertThat(e).hasMessageContaining("begins at byte " + begin + ", in the one before");
        }
    }

    /** Where the directory has the number of the entry that begins there. */
    private static int lastHeaderBegin(ByteBuffer file, long begin) {
        int at = file.limit() - Integer.BYTES;
        while (file.getInt(at) != begin) {
            at--;
        }
        return at;
    }
}
