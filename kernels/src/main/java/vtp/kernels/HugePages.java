package vtp.kernels;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * Memory outside the Java heap for what is large and stays, the weights of a model: zeroed, and freed all at once.
 *
 * <p>The first touch of a page is a fault, and the JVM touches what it allocates at once, on one thread. In pages of 4
 * KiB a gigabyte is 262,144 faults, which take longer than to read it from a cached file. So memory is asked from the C
 * library, by {@code calloc}: on every system it hands on pages that the system zeroes when they are first touched, by
 * the thread that fills them. And Linux has pages of 2 MiB for those who ask, by {@code madvise} (where {@code
 * /sys/kernel/mm/transparent_hugepage/enabled} says {@code madvise}, as nearly everywhere): a fault for every 512, and
 * as many fewer misses of the address cache ever after. Where all pages are larger, of 16 or 64 KiB, there are fewer
 * faults, and to ask does no harm.
 *
 * @since 0.1.0
 */
public final class HugePages implements SegmentAllocator, AutoCloseable {

    private static final long PAGE_BYTES = 2 << 20;

    /** Asked from the C library at once. What is not touched takes no memory. */
    private static final long SLAB_BYTES = 64 << 20;

    private static final long LEAST_BYTES = 256 << 20;

    private final Arena arena = Arena.ofShared();
    private final @Nullable CLibrary library;
    private MemorySegment slab = MemorySegment.NULL;
    private long usedBytes;

    /**
     * Makes memory for about {@code expectedBytes}. Before its first call into the C library the JVM makes code for a
     * tenth of a second, which the faults of a small model do not take: less than {@value #LEAST_BYTES} bytes come from
     * an {@link Arena}.
     */
    public HugePages(long expectedBytes) {
        library = expectedBytes < LEAST_BYTES ? null : CLibrary.CALLS;
    }

    /** As {@link Arena#allocate(long, long)}; may be called by several threads at once. */
    @Override
    public synchronized MemorySegment allocate(long bytes, long alignmentBytes) {
        if (library == null) {
            return arena.allocate(bytes, alignmentBytes);
        }
        long from = Math.ceilDiv(usedBytes, alignmentBytes) * alignmentBytes;
        if (from + bytes > slab.byteSize()) {
            slab = library.allocate(Math.max(SLAB_BYTES, bytes), arena);
            from = 0;
        }
        usedBytes = from + bytes;
        return slab.asSlice(from, bytes);
    }

    /** Frees all of it; no thread may use it any more. */
    @Override
    public void close() {
        arena.close();
    }

    /**
     * Calls of the C library.
     *
     * @param madvise null where there is none, on Windows, or where it knows no large pages, as on macOS
     */
    private record CLibrary(
            MethodHandle calloc,
            MethodHandle free,
            @Nullable MethodHandle madvise) {

        /** Of Linux, the same on x86 and ARM. */
        private static final int MADV_HUGEPAGE = 14;

        static final CLibrary CALLS =
                link(Linker.nativeLinker(), System.getProperty("os.name", "").equals("Linux"));

        @SuppressWarnings("restricted") // a user of the jar grants it with --enable-native-access, or is warned once
        private static CLibrary link(Linker linker, boolean linux) {
            ValueLayout pointer = ValueLayout.JAVA_LONG;
            ValueLayout size = ValueLayout.JAVA_LONG;
            ValueLayout number = ValueLayout.JAVA_INT;
            SymbolLookup functions = linker.defaultLookup();
            return new CLibrary(
                    linker.downcallHandle(functions.findOrThrow("calloc"), FunctionDescriptor.of(pointer, size, size)),
                    linker.downcallHandle(functions.findOrThrow("free"), FunctionDescriptor.ofVoid(pointer)),
                    linux
                            ? linker.downcallHandle(
                                    functions.findOrThrow("madvise"),
                                    FunctionDescriptor.of(number, pointer, size, number))
                            : null);
        }

        /** At least {@code bytes} of zeros, on large pages where there are any, freed when {@code arena} is closed. */
        @SuppressWarnings("restricted")
        MemorySegment allocate(long bytes, Arena arena) {
            long address = zeroed(bytes + PAGE_BYTES); // so that the first page can begin at a multiple of its size
            if (address == 0) {
                return arena.allocate(bytes, PAGE_BYTES);
            }
            long begin = Math.ceilDiv(address, PAGE_BYTES) * PAGE_BYTES;
            adviseHuge(begin, bytes);
            return MemorySegment.ofAddress(begin).reinterpret(bytes, arena, slab -> release(address));
        }

        private long zeroed(long bytes) {
            try {
                return (long) calloc.invokeExact(bytes, 1L);
            } catch (Throwable e) {
                throw unexpected(e);
            }
        }

        private void adviseHuge(long address, long bytes) {
            if (madvise == null) {
                return;
            }
            try {
                int ignored = (int) madvise.invokeExact(address, bytes, MADV_HUGEPAGE);
            } catch (Throwable e) {
                throw unexpected(e);
            }
        }

        private void release(long address) {
            try {
                free.invokeExact(address);
            } catch (Throwable e) {
                throw unexpected(e);
            }
        }

        /** A C function throws nothing; what an {@code invokeExact} throws is an error of the JVM, or of this class. */
        private static Error unexpected(Throwable e) {
            return e instanceof Error error ? error : new AssertionError(e);
        }
    }
}
