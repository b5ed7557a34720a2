package vtp.loader;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The arrays of an opened {@code .npz} file, NumPy's archive: stored or deflated, ZIP64 too.
 *
 * <pre>{@code
 * try (Npz file = Npz.open(path)) {
 *     file.array("mu").reader().doubles(0, mu);
 *     Npz.Array pictures = file.array("arr_0");           // 9.8 GB: block after block
 *     pictures.copy(first * rowBytes, block);
 * }
 * }</pre>
 *
 * <p>Opening reads the archive's directory and the arrays' headers. Data is copied out array by array or piece by
 * piece, so that an archive larger than memory can be read. All methods may be called by several threads at once.
 *
 * @since 0.1.0
 */
public final class Npz implements AutoCloseable {
    private static final String SUFFIX = ".npy";

    private final ZipArchive archive;
    private final Map<String, Array> arrays;

    private Npz(ZipArchive archive, Map<String, Array> arrays) {
        this.archive = archive;
        this.arrays = Collections.unmodifiableMap(arrays);
    }

    /**
     * Opens a file.
     *
     * @throws ZipException if the archive is malformed
     * @throws NpyException if an array in it is malformed, or of a type that is not supported
     * @throws FileAccessException if there is no such file, or it cannot be read
     */
    public static Npz open(Path path) throws IOException {
        Bytes file = Bytes.open(path);
        try {
            return read(file);
        } catch (Throwable e) {
            file.close();
            throw e;
        }
    }

    /**
     * Opens a file held in memory.
     *
     * @param name what messages call it
     * @param bytes the whole file, which must stay alive and unchanged as long as this is used
     * @throws LoaderException as {@link #open}
     */
    public static Npz ofMemory(String name, MemorySegment bytes) throws IOException {
        return read(Bytes.ofMemory(name, bytes));
    }

    private static Npz read(Bytes file) throws IOException {
        ZipArchive archive = ZipArchive.open(file);
        Map<String, Array> arrays = new LinkedHashMap<>();
        for (ZipArchive.Entry entry : archive.entries().values()) {
            if (!entry.name().endsWith(SUFFIX)) {
                throw new NpyException(
                        file.name(),
                        "has the entry " + Quote.of(entry.name()) + ", which is no array: "
                                + FileKind.of(file).orElse("a zip file") + ", but an .npz file is needed");
            }
            String name = entry.name().substring(0, entry.name().length() - SUFFIX.length());
            Bytes bytes = archive.open(entry);
            arrays.put(name, new Array(name, NpyHeader.read(bytes), bytes));
            bytes.close(); // frees what it took to inflate the header; reading opens it again
        }
        return new Npz(archive, arrays);
    }

    /** The arrays by name, {@code arr_0} or what they were saved as, in the file's order. */
    public Map<String, Array> arrays() {
        return arrays;
    }

    /**
     * Finds an array that must be there.
     *
     * @throws NpyException if there is none of this name
     */
    public Array array(String name) throws NpyException {
        Array array = arrays.get(name);
        if (array == null) {
            String others = Quote.plain(String.join(", ", arrays.keySet()));
            throw new NpyException(archive.name(), "has no array " + Quote.of(name) + " but " + others);
        }
        return array;
    }

    @Override
    public void close() throws IOException {
        for (Array array : arrays.values()) {
            array.file.close();
        }
        archive.close();
    }

    /** An array of an open file. */
    public static final class Array {
        private final String name;
        private final NpyHeader header;
        private final Bytes file;

        private Array(String name, NpyHeader header, Bytes file) {
            this.name = name;
            this.header = header;
            this.file = file;
        }

        /** Its name, without {@code .npy}. */
        public String name() {
            return name;
        }

        /** Its element type. */
        public Dtype dtype() {
            return header.dtype();
        }

        /** Its dimensions, none negative; empty for a scalar. */
        public List<Long> shape() {
            return header.shape();
        }

        /** Bytes of its data. */
        public long byteSize() {
            return file.size() - header.dataBegin();
        }

        /**
         * Whether its first index, not its last, runs fastest through the data, as {@link #copy} and {@link #reader}
         * give it: a matrix then comes column by column. {@link #read} gives rows in any case.
         */
        public boolean fortranOrder() {
            return header.fortranOrder();
        }

        /**
         * Copies a part of its data, little-endian, in the file's order. Of a deflated array, parts are best copied
         * from the first to the last.
         *
         * @param fromByte the first byte to copy, counted from the beginning of the data
         * @param into where to; its length says how much
         * @throws IndexOutOfBoundsException if the array has not that many bytes from there on
         * @throws ZipException if the data is damaged
         * @throws FileAccessException if the file has been cut short since, cannot be read, or was closed
         */
        public void copy(long fromByte, MemorySegment into) throws IOException {
            Objects.checkFromIndexSize(fromByte, into.byteSize(), byteSize());
            file.copy(header.dataBegin() + fromByte, into);
        }

        /** Reads its elements as Java numbers, in the file's order. */
        public FloatReader reader() {
            return FloatReader.of(file.name(), name, dtype(), byteSize() / dtype().bytes(), this::copy);
        }

        /**
         * Reads it whole, row by row.
         *
         * @throws LoaderException as {@link #copy}
         */
        public Npy read() throws IOException {
            return Npy.read(file);
        }
    }
}
