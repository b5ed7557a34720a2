package vtp.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Elementary functions on vectors of float32, without branches: the vector of the machine's preferred width goes in and comes out in a
 * register.
 *
 * <p>Methods are kept small, so that C2 inlines them into the loops that call them; a vector that passes a call that is not inlined is
 * boxed on the heap. Polynomials are minimax fits, their coefficients rounded to float32 one by one from the lowest, the others fitted
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

    private static final float LOG2_E = 1.442695f;
    /** ln 2 in two parts: the first has 9 bits, so that its product with an exponent is exact. */
    private static final float LN2_HIGH = 0.693359375f;

    private static final float LN2_LOW = -2.12194440e-4f;

    /** 1.5 · 2²³: what is added to it is rounded to an integer, which then stands in the low bits. */
    private static final float ROUNDER = 0x1.8p23f;

    private static final int FRACTION_BITS = 23;

    /** ln of the smallest normal float32 and of the largest finite one. */
    private static final float EXP_MIN = -87.33654f;

    private static final float EXP_MAX = 88.72283f;

    /** From here on the normal distribution's tail is under the smallest normal float32. */
    private static final float TAIL_END = 13.2f;

    /** Clears so many bits of a fraction that the square is exact. */
    private static final int HALF_FRACTION_MASK = 0xFFFFF000;

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
        for (int half = SPECIES.length() / 2; half > 0; half /= 2) {
            for (int i = 0; i < half; i++) {
                scratch[i] += scratch[i + half];
            }
        }
        return scratch[0];
    }

    private static FloatVector fma(FloatVector a, FloatVector b, float c) {
        return fma(a, b, FloatVector.broadcast(SPECIES, c));
    }

    private static FloatVector fma(FloatVector a, float b, FloatVector c) {
        return fma(a, FloatVector.broadcast(SPECIES, b), c);
    }

    /** eˣ to about one unit in the last place; 0 where the result would not be a normal number. */
    static FloatVector exp(FloatVector x) {
        FloatVector exponent = fma(x, FloatVector.broadcast(SPECIES, LOG2_E), ROUNDER);
        FloatVector n = exponent.sub(ROUNDER);
        FloatVector r = fma(n, -LN2_LOW, fma(n, -LN2_HIGH, x));
        VectorMask<Float> isNan = x.compare(VectorOperators.NE, x);
        return timesPowerOf2(expNear0(r), exponent)
                .blend(0, x.compare(VectorOperators.LT, EXP_MIN))
                .blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.GT, EXP_MAX))
                .blend(x, isNan);
    }

    /** eʳ for |r| ≤ 0.4: 1 + r + r² p(r). */
    private static FloatVector expNear0(FloatVector r) {
        FloatVector p = FloatVector.broadcast(SPECIES, 0.0013814431f);
        p = fma(p, r, 0.008368797f);
        p = fma(p, r, 0.041668396f);
        p = fma(p, r, 0.1666652f);
        p = fma(p, r, 0.49999994f);
        return fma(p.mul(r), r, r).add(1);
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
        FloatVector tail = normalTail(size).blend(0, size.compare(VectorOperators.GT, TAIL_END));
        FloatVector body = FloatVector.broadcast(SPECIES, 1).sub(tail);
        return x.mul(tail.blend(body, x.compare(VectorOperators.GT, 0)));
    }

    /**
     * 1 − Φ(a) = ½ erfc(a / √2) = e^(−a²/2) m(a) for 0 ≤ a ≤ TAIL_END. m, Mills' ratio but for a factor, is a polynomial of
     * (a − 3) / (a + 3), an idea of Shepherd and Laframboise (Math. Comp. 36, 1981, 249–253). a² is taken in two parts, the first
     * exact: its last bit would be multiplied by a² in the result.
     */
    private static FloatVector normalTail(FloatVector a) {
        FloatVector head = a.reinterpretAsInts().and(HALF_FRACTION_MASK).reinterpretAsFloats();
        FloatVector high = head.mul(head).mul(-0.5f);
        FloatVector low = a.sub(head).mul(a.add(head)).mul(-0.5f);
        FloatVector exponent = fma(high, FloatVector.broadcast(SPECIES, LOG2_E), ROUNDER);
        FloatVector n = exponent.sub(ROUNDER);
        FloatVector r = fma(n, -LN2_HIGH, high).add(fma(n, -LN2_LOW, low));
        return timesPowerOf2(expNear0(r), exponent).mul(millsRatio(a));
    }

    private static FloatVector millsRatio(FloatVector a) {
        FloatVector t = a.sub(3).div(a.add(3));
        FloatVector p = FloatVector.broadcast(SPECIES, 5.4471664e-5f);
        p = fma(p, t, 1.1634732e-4f);
        p = fma(p, t, -3.403088e-4f);
        p = fma(p, t, -9.845126e-4f);
        p = fma(p, t, 0.0029049003f);
        p = fma(p, t, 0.0061322926f);
        p = fma(p, t, -0.04621336f);
        p = fma(p, t, 0.12322501f);
        p = fma(p, t, -0.20640261f);
        return fma(p, t, 0.12151395f);
    }

    /** x · sigmoid(x); −0 where the result is nearer to 0 than 3e-37. */
    static FloatVector silu(FloatVector x) {
        return x.div(exp(x.neg()).add(1));
    }

    /** x · sigmoid(1.702 x). */
    static FloatVector quickGelu(FloatVector x) {
        return x.div(exp(x.mul(-1.702f)).add(1));
    }
}
