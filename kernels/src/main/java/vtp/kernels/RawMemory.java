package vtp.kernels;

import static vtp.kernels.VectorMath.SPECIES;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Vectors to and from memory outside the heap, by address.
 *
 * <p>Through one constant segment that is all of memory: of a constant, C2 knows the kind, the bounds and that it is
 * never closed, before a method has run even once. Through the segments of the matrices it would have to learn the kind
 * by watching, and to check kind, bounds and liveness again after every store: code several times as large, that takes
 * several times as long to compile. What must hold is checked once for each operation instead: that a matrix lies
 * within its segment by {@link Mat}, what is asked of it by {@link ShapeChecks}; the caller keeps its memory open until
 * the operation returns, and {@link Workers#run} keeps it reachable.
 */
final class RawMemory {

    /** All of memory: an address is an offset. */
    @SuppressWarnings("restricted") // a user of the jar grants it with --enable-native-access, or is warned once
    static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    /**
     * The bits that an address can have, which is less than a long. Of an address so masked plus an offset that counts
     * up from 0, C2 knows that it lies within {@link #ALL}, and so checks nothing and leaves the loop in one piece.
     */
    static final long ADDRESS = (1L << 56) - 1;

    static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private RawMemory() {}

    /** How many bytes {@code i} floats take. */
    static long offset(int i) {
        return (long) i * Float.BYTES;
    }

    /** The {@link VectorMath#SPECIES} vector {@code offset} ≥ 0 bytes after {@code base}. */
    static FloatVector load(long base, long offset) {
        return FloatVector.fromMemorySegment(SPECIES, ALL, (base & ADDRESS) + offset, ORDER);
    }

    /** The lanes {@code inside} of it, the others zero. */
    static FloatVector load(long base, long offset, VectorMask<Float> inside) {
        return FloatVector.fromMemorySegment(SPECIES, ALL, (base & ADDRESS) + offset, ORDER, inside);
    }

    /** Puts {@code v} {@code offset} ≥ 0 bytes after {@code base}. */
    static void store(FloatVector v, long base, long offset) {
        v.intoMemorySegment(ALL, (base & ADDRESS) + offset, ORDER);
    }

    /** Puts the lanes {@code inside} of {@code v} there. */
    static void store(FloatVector v, long base, long offset, VectorMask<Float> inside) {
        v.intoMemorySegment(ALL, (base & ADDRESS) + offset, ORDER, inside);
    }
}
