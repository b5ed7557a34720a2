package vtp.kernels;

/** The fused multiply-add, where the CPU has one. */
final class Fma {

    /**
     * Whether a · b + c is one instruction. Where it is not, {@link Math#fma} and its like for vectors compute by
     * BigDecimal, a thousand times slower.
     *
     * <p>They give themselves away by NaN: the instruction hands on the operand's own bits, the emulation returns
     * {@link Float#NaN}. This holds in the interpreter as in compiled code and needs no timing. A processor whose
     * arithmetic forgets the bits of a NaN (RISC-V) counts as one without.
     */
    static final boolean IN_HARDWARE = handsOnNan(0x7FC00001);

    private Fma() {}

    private static boolean handsOnNan(int nanBits) {
        return Float.floatToRawIntBits(Math.fma(Float.intBitsToFloat(nanBits), 1, 1)) == nanBits;
    }

    /** Returns a · b + c, rounded once where it is {@linkplain #IN_HARDWARE one instruction}, else twice. */
    static float fma(float a, float b, float c) {
        return IN_HARDWARE ? Math.fma(a, b, c) : a * b + c;
    }
}
