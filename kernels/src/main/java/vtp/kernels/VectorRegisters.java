package vtp.kernels;

import static vtp.kernels.VectorMath.SPECIES;

/** The vector registers of this CPU, which the JVM does not tell. */
final class VectorRegisters {

    /** Whether this is an x86 CPU, where a multiply-add may read an operand from memory. */
    static final boolean X86 = isX86(System.getProperty("os.arch", ""));

    /**
     * How many there are: of x86 CPUs only those have 32 that know vectors of 512 bits; others, 64-bit ARM for one,
     * have them at every width.
     */
    static final int COUNT = X86 && SPECIES.vectorBitSize() < 512 ? 16 : 32;

    private VectorRegisters() {}

    private static boolean isX86(String arch) {
        return arch.equals("amd64") || arch.equals("x86_64") || arch.equals("x86") || arch.equals("i386");
    }
}
