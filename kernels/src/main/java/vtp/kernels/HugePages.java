package vtp.kernels;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * Memory outside the Java heap for what is large and stays, the weights of a model: zeroed, and freed all at once.
 *
 * <p>The first touch of a page is a fault, and the JVM touches what it allocates at once, on one thread. In pages of 4
 * KiB a gigabyte is 262,144 faults, which take longer than to read it from a cached file. Linux has pages of 2 MiB for
 * those who ask (where {@code /sys/kernel/mm/transparent_hugepage/enabled} says {@code madvise}, as nearly everywhere):
 * a fault for every 512, taken by the thread that fills the page, and as many fewer misses of the address cache ever
 * after. So there memory is asked from the system, by {@code mmap} and {@code madvise}. What the system does not grant,
 * and what is not Linux, gets an {@link Arena}'s memory: slower to begin with, else the same.
 *
 * @since 0.1.0
 */
public final class HugePages implements SegmentAllocator, AutoCloseable {

    private static final long PAGE_BYTES = 2 << 20;

    /** Asked from the system at once. What is not touched takes no memory. */
    private static final long SLAB_BYTES = 64 << 20;

    private static final long LEAST_BYTES = 256 << 20;

    private final Arena arena = Arena.ofShared();
    private final @Nullable Linux linux;
    private MemorySegment slab = MemorySegment.NULL;
    private long usedBytes;

    /**
     * Makes memory for about {@code expectedBytes}. Before its first call into the system the JVM makes code for a
     * tenth of a second, which the faults of a small model do not take: less than {@value #LEAST_BYTES} bytes come from
     * an {@link Arena}.
     */
    public HugePages(long expectedBytes) {
        linux = expectedBytes < LEAST_BYTES ? null : Linux.CALLS;
    }

    /** As {@link Arena#allocate(long, long)}; may be called by several threads at once. */
    @Override
    public synchronized MemorySegment allocate(long bytes, long alignmentBytes) {
        if (linux == null) {
            return arena.allocate(bytes, alignmentBytes);
        }
        long from = Math.ceilDiv(usedBytes, alignmentBytes) * alignmentBytes;
        if (from + bytes > slab.byteSize()) {
            slab = linux.map(Math.max(SLAB_BYTES, bytes), arena);
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

    /** The calls of the C library, whose constants are the same on x86 and ARM. */
    private record Linux(MethodHandle mmap, MethodHandle madvise, MethodHandle munmap) {

        private static final int PROT_READ_WRITE = 0x1 | 0x2;
        private static final int MAP_PRIVATE_ANONYMOUS = 0x02 | 0x20;
        private static final long MAP_FAILED = -1;
        private static final int MADV_HUGEPAGE = 14;

        /** Null on other systems. */
        static final @Nullable Linux CALLS =
                System.getProperty("os.name").equals("Linux") ? link(Linker.nativeLinker()) : null;

        @SuppressWarnings("restricted") // a user of the jar grants it with --enable-native-access, or is warned once
        private static Linux link(Linker linker) {
            ValueLayout pointer = ValueLayout.JAVA_LONG;
            ValueLayout size = ValueLayout.JAVA_LONG;
            ValueLayout number = ValueLayout.JAVA_INT;
            return new Linux(
                    linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("mmap"),
                            FunctionDescriptor.of(pointer, pointer, size, number, number, number, size)),
                    linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("madvise"),
                            FunctionDescriptor.of(number, pointer, size, number)),
                    linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("munmap"),
                            FunctionDescriptor.of(number, pointer, size)));
        }

        /** At least {@code bytes} of zeros on large pages, given back when {@code arena} is closed. */
        @SuppressWarnings("restricted")
        MemorySegment map(long bytes, Arena arena) {
            long length = bytes + PAGE_BYTES; // so that the first page can begin at a multiple of its size
            long address = mapAnonymous(length);
            if (address == MAP_FAILED) {
                return arena.allocate(bytes, PAGE_BYTES);
            }
            long begin = Math.ceilDiv(address, PAGE_BYTES) * PAGE_BYTES;
            adviseHuge(begin, bytes);
            return MemorySegment.ofAddress(begin).reinterpret(bytes, arena, slab -> unmap(address, length));
        }

        private long mapAnonymous(long length) {
            try {
                return (long) mmap.invokeExact(0L, length, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0L);
            } catch (Throwable e) {
                throw unexpected(e);
            }
        }

        private void adviseHuge(long address, long length) {
            try {
                int ignored = (int) madvise.invokeExact(address, length, MADV_HUGEPAGE);
            } catch (Throwable e) {
                throw unexpected(e);
            }
        }

        private void unmap(long address, long length) {
            try {
                int ignored = (int) munmap.invokeExact(address, length);
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
