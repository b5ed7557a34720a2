package vtp.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Elementary functions on vectors of float32, without branches: the vector of the machine's preferred width goes in and comes out in a
 * register.
 *
 * <p>Methods are kept small, so that C2 inlines them into the loops that call them; a vector that passes a call that is not inlined is
 * boxed on the heap. Constants are vectors already for the same reason: a broadcast costs C2 more nodes than an addition, and past a fixed
 * number of nodes it inlines no more. Polynomials are minimax fits, their coefficients rounded to float32 one by one from the lowest, the others fitted
 * again.
 */
final class VectorMath {

    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    /**
     * Whether a · b + c is one instruction. Where it is not, {@link Math#fma} and with it {@link FloatVector#fma} compute by BigDecimal, a
     * thousand times slower.
     *
     * <p>They give themselves away by NaN: the instruction hands on the operand's own bits, the emulation returns {@link Float#NaN}. This
     * holds in the interpreter as in compiled code and needs no timing. A processor whose arithmetic forgets the bits of a NaN (RISC-V)
     * counts as one without.
     */
    static final boolean HARDWARE_FMA = handsOnNan(0x7FC00001);

    /**
     * The constants of the exponential as numbers. A vector is an array to C2, and what a loop writes into an array might be its constants: it reads
     * them again in every round, all of them, most from two cache lines each. Numbers it keeps, but they take more nodes.
     */
    private static final class Exp {
        static final float LOG2_E = 1.442695f;

        /** −ln 2 in two parts: the first has 9 bits, so that its product with an exponent is exact. */
        static final float MINUS_LN2_HIGH = -0x1.63p-1f;

        static final float MINUS_LN2_LOW = 2.1219444e-4f;

        /** As ROUNDER, with the bias of a float32's exponent added: shifted left by the fraction, the low bits are a power of 2. */
        static final float BIASED_ROUNDER = 0x1.8p23f + 127;

        /** ln of the smallest normal float32. */
        static final float EXP_MIN = -87.33654f;

        /** eʳ = 1 + r + r² (E0 + E1 r + …). */
        static final float E0 = 0.49999994f;

        static final float E1 = 0.1666652f;
        static final float E2 = 0.041668396f;
        static final float E3 = 0.008368797f;
        static final float E4 = 0.0013814431f;
    }

    private static final FloatVector ONE = constant(1);
    private static final FloatVector ZERO = constant(0);
    private static final FloatVector INFINITY = constant(Float.POSITIVE_INFINITY);

    private static final FloatVector LOG2_E = constant(Exp.LOG2_E);
    private static final FloatVector MINUS_LN2_HIGH = constant(Exp.MINUS_LN2_HIGH);

    private static final FloatVector MINUS_LN2_LOW = constant(Exp.MINUS_LN2_LOW);

    /** 1.5 · 2²³: what is added to it is rounded to an integer, which then stands in the low bits. */
    private static final FloatVector ROUNDER = constant(0x1.8p23f);

    private static final int FRACTION_BITS = 23;

    private static final FloatVector EXP_MIN = constant(Exp.EXP_MIN);

    /** ln of the largest finite float32. */
    private static final FloatVector EXP_MAX = constant(88.72283f);

    private static final FloatVector E0 = constant(Exp.E0);

    private static final FloatVector E1 = constant(Exp.E1);
    private static final FloatVector E2 = constant(Exp.E2);
    private static final FloatVector E3 = constant(Exp.E3);
    private static final FloatVector E4 = constant(Exp.E4);

    /** From here on the normal distribution's tail is under the smallest normal float32. */
    private static final FloatVector TAIL_END = constant(13.2f);

    private static final FloatVector MINUS_HALF = constant(-0.5f);

    /** Clears so many bits of a fraction that the square is exact. */
    private static final IntVector HALF_FRACTION_MASK = IntVector.broadcast(IntVector.SPECIES_PREFERRED, 0xFFFFF000);

    /** Where the polynomial of the normal tail is centred, and its coefficients. */
    private static final FloatVector CENTRE = constant(3);

    private static final FloatVector M0 = constant(0.12151395f);
    private static final FloatVector M1 = constant(-0.20640261f);
    private static final FloatVector M2 = constant(0.12322501f);
    private static final FloatVector M3 = constant(-0.04621336f);
    private static final FloatVector M4 = constant(0.0061322926f);
    private static final FloatVector M5 = constant(0.0029049003f);
    private static final FloatVector M6 = constant(-9.845126e-4f);
    private static final FloatVector M7 = constant(-3.403088e-4f);
    private static final FloatVector M8 = constant(1.1634732e-4f);
    private static final FloatVector M9 = constant(5.4471664e-5f);

    private static final FloatVector MINUS_QUICK = constant(-1.702f);

    /** What rounding to bfloat16 works with: the last bit, all bits below one half of what is kept, what is kept, and the bit of a quiet NaN. */
    static final IntVector LOW_BIT = IntVector.broadcast(IntVector.SPECIES_PREFERRED, 1);

    static final IntVector BELOW_HALF = IntVector.broadcast(IntVector.SPECIES_PREFERRED, 0x7FFF);
    static final IntVector UPPER_HALF = IntVector.broadcast(IntVector.SPECIES_PREFERRED, 0xFFFF0000);
    private static final IntVector QUIET = IntVector.broadcast(IntVector.SPECIES_PREFERRED, 0x400000);

    private VectorMath() {}

    private static boolean handsOnNan(int nanBits) {
        return Float.floatToRawIntBits(Math.fma(Float.intBitsToFloat(nanBits), 1, 1)) == nanBits;
    }

    /** a · b + c, rounded once where {@link #HARDWARE_FMA}, else twice. */
    static FloatVector fma(FloatVector a, FloatVector b, FloatVector c) {
        return HARDWARE_FMA ? a.fma(b, c) : a.mul(b).add(c);
    }

    /** {@link #fma(FloatVector, FloatVector, FloatVector)} of single values. */
    static float fma(float a, float b, float c) {
        return HARDWARE_FMA ? Math.fma(a, b, c) : a * b + c;
    }

    /**
     * The sum of the lanes, in halves. {@link FloatVector#reduceLanes} may add in another order once it is compiled.
     *
     * @param scratch as long as a vector, at least
     */
    static float sumLanes(FloatVector v, float[] scratch) {
        v.intoArray(scratch, 0);
        return sumLanes(scratch, 0);
    }

    /** The same of lanes that stand in an array from index {@code at} on; they are overwritten. */
    static float sumLanes(float[] lanes, int at) {
        for (int half = SPECIES.length() / 2; half > 0; half /= 2) {
            for (int i = at; i < at + half; i++) {
                lanes[i] += lanes[i + half];
            }
        }
        return lanes[at];
    }

    private static FloatVector constant(float value) {
        return FloatVector.broadcast(SPECIES, value);
    }

    /** eˣ to about one unit in the last place; 0 where the result would not be a normal number. */
    static FloatVector exp(FloatVector x) {
        FloatVector exponent = fma(x, LOG2_E, ROUNDER);
        FloatVector n = exponent.sub(ROUNDER);
        FloatVector r = fma(n, MINUS_LN2_LOW, fma(n, MINUS_LN2_HIGH, x));
        VectorMask<Float> isNan = x.compare(VectorOperators.NE, x);
        return timesPowerOf2(expNear0(r), exponent)
                .blend(ZERO, x.compare(VectorOperators.LT, EXP_MIN))
                .blend(INFINITY, x.compare(VectorOperators.GT, EXP_MAX))
                .blend(x, isNan);
    }

    /** {@link #exp} for x ≤ 0, −∞ included, without the checks that it does not need, and for loops that write into arrays: see {@link Exp}. */
    static FloatVector expOfNegative(FloatVector x) {
        FloatVector exponent = fma(x, constant(Exp.LOG2_E), constant(Exp.BIASED_ROUNDER));
        FloatVector n = exponent.sub(Exp.BIASED_ROUNDER);
        FloatVector r = fma(n, constant(Exp.MINUS_LN2_LOW), fma(n, constant(Exp.MINUS_LN2_HIGH), x));
        FloatVector p = fma(constant(Exp.E4), r, constant(Exp.E3));
        p = fma(fma(fma(p, r, constant(Exp.E2)), r, constant(Exp.E1)), r, constant(Exp.E0));
        FloatVector power = exponent.reinterpretAsInts()
                .lanewise(VectorOperators.LSHL, FRACTION_BITS)
                .reinterpretAsFloats();
        return fma(p.mul(r), r, r).add(1).mul(power).blend(0, x.compare(VectorOperators.LT, Exp.EXP_MIN));
    }

    /** eʳ for |r| ≤ 0.4. */
    private static FloatVector expNear0(FloatVector r) {
        FloatVector p = fma(fma(fma(fma(E4, r, E3), r, E2), r, E1), r, E0);
        return fma(p.mul(r), r, r).add(ONE);
    }

    /** x · 2ⁿ for {@code exponent} = ROUNDER + n: adds n to the exponent's bits. */
    private static FloatVector timesPowerOf2(FloatVector x, FloatVector exponent) {
        return x.reinterpretAsInts()
                .add(exponent.reinterpretAsInts().lanewise(VectorOperators.LSHL, FRACTION_BITS))
                .reinterpretAsFloats();
    }

    /** x Φ(x), Φ the normal distribution's cumulative function: x · ½ (1 + erf(x / √2)), without its cancellation. */
    static FloatVector gelu(FloatVector x) {
        FloatVector size = x.abs();
        FloatVector tail = normalTail(size).blend(ZERO, size.compare(VectorOperators.GT, TAIL_END));
        return x.mul(tail.blend(ONE.sub(tail), x.compare(VectorOperators.GT, ZERO)));
    }

    /**
     * 1 − Φ(a) = ½ erfc(a / √2) = e^(−a²/2) m(a) for 0 ≤ a ≤ TAIL_END. m, Mills' ratio but for a factor, is a polynomial of
     * (a − 3) / (a + 3), an idea of Shepherd and Laframboise (Math. Comp. 36, 1981, 249–253). a² is taken in two parts, the first
     * exact: its last bit would be multiplied by a² in the result.
     */
    private static FloatVector normalTail(FloatVector a) {
        FloatVector head = a.reinterpretAsInts().and(HALF_FRACTION_MASK).reinterpretAsFloats();
        FloatVector high = head.mul(head).mul(MINUS_HALF);
        FloatVector low = a.sub(head).mul(a.add(head)).mul(MINUS_HALF);
        FloatVector exponent = fma(high, LOG2_E, ROUNDER);
        FloatVector n = exponent.sub(ROUNDER);
        FloatVector r = fma(n, MINUS_LN2_HIGH, high).add(fma(n, MINUS_LN2_LOW, low));
        return timesPowerOf2(expNear0(r), exponent).mul(millsRatio(a));
    }

    private static FloatVector millsRatio(FloatVector a) {
        FloatVector t = a.sub(CENTRE).div(a.add(CENTRE));
        FloatVector p = fma(fma(fma(fma(M9, t, M8), t, M7), t, M6), t, M5);
        return fma(fma(fma(fma(fma(p, t, M4), t, M3), t, M2), t, M1), t, M0);
    }

    /** x · sigmoid(x); −0 where the result is nearer to 0 than 3e-37. */
    static FloatVector silu(FloatVector x) {
        return x.div(exp(x.neg()).add(ONE));
    }

    /** x · sigmoid(1.702 x). */
    static FloatVector quickGelu(FloatVector x) {
        return x.div(exp(x.mul(MINUS_QUICK)).add(ONE));
    }

    /** {@link Bf16#round} of every lane. */
    static FloatVector roundToBf16(FloatVector x) {
        FloatVector nan = x.reinterpretAsInts().or(QUIET).and(UPPER_HALF).reinterpretAsFloats();
        return nearestBf16(x).blend(nan, x.compare(VectorOperators.NE, x));
    }

    /** {@link Bf16#round} of every lane that is a number, or what arithmetic on bfloat16 numbers makes of NaN: no bits in the lower half. */
    static FloatVector nearestBf16(FloatVector x) {
        IntVector bits = x.reinterpretAsInts();
        IntVector odd = bits.lanewise(VectorOperators.LSHR, 16).and(LOW_BIT);
        return bits.add(BELOW_HALF).add(odd).and(UPPER_HALF).reinterpretAsFloats();
    }
}
