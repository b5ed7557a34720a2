package vtp.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Elementary functions on vectors of float32, without branches: the vector of the machine's preferred width goes in and
 * comes out in a register.
 *
 * <p>Methods are kept small, so that C2 inlines them into the loops that call them; a vector that passes a call that is
 * not inlined is boxed on the heap. Constants are vectors already for the same reason: a broadcast costs C2 more nodes
 * than an addition, and past a fixed number of nodes it inlines no more. The numbers, and the same functions of a
 * single float32, are {@link FloatMath}'s.
 */
final class VectorMath {

    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    private static final FloatVector ONE = constant(1);
    private static final FloatVector ZERO = constant(0);
    private static final FloatVector INFINITY = constant(Float.POSITIVE_INFINITY);

    private static final FloatVector LOG2_E = constant(FloatMath.LOG2_E);
    private static final FloatVector MINUS_LN2_HIGH = constant(FloatMath.MINUS_LN2_HIGH);
    private static final FloatVector MINUS_LN2_LOW = constant(FloatMath.MINUS_LN2_LOW);
    private static final FloatVector ROUNDER = constant(FloatMath.ROUNDER);
    private static final FloatVector EXP_MIN = constant(FloatMath.EXP_MIN);
    private static final FloatVector EXP_MAX = constant(FloatMath.EXP_MAX);
    private static final FloatVector E0 = constant(FloatMath.E0);
    private static final FloatVector E1 = constant(FloatMath.E1);
    private static final FloatVector E2 = constant(FloatMath.E2);
    private static final FloatVector E3 = constant(FloatMath.E3);
    private static final FloatVector E4 = constant(FloatMath.E4);

    private static final FloatVector TAIL_END = constant(FloatMath.TAIL_END);
    private static final FloatVector MINUS_HALF = constant(-0.5f);
    private static final IntVector HALF_FRACTION_MASK =
            IntVector.broadcast(IntVector.SPECIES_PREFERRED, FloatMath.HALF_FRACTION_MASK);
    private static final FloatVector CENTRE = constant(FloatMath.CENTRE);
    private static final FloatVector M0 = constant(FloatMath.M0);
    private static final FloatVector M1 = constant(FloatMath.M1);
    private static final FloatVector M2 = constant(FloatMath.M2);
    private static final FloatVector M3 = constant(FloatMath.M3);
    private static final FloatVector M4 = constant(FloatMath.M4);
    private static final FloatVector M5 = constant(FloatMath.M5);
    private static final FloatVector M6 = constant(FloatMath.M6);
    private static final FloatVector M7 = constant(FloatMath.M7);
    private static final FloatVector M8 = constant(FloatMath.M8);
    private static final FloatVector M9 = constant(FloatMath.M9);

    private static final FloatVector MINUS_QUICK = constant(FloatMath.MINUS_QUICK);
    private static final FloatVector MINUS_TANH = constant(FloatMath.MINUS_TANH);
    private static final FloatVector MINUS_TANH_CUBE = constant(FloatMath.MINUS_TANH_CUBE);

    /**
     * What rounding to bfloat16 works with: the last bit, all bits below one half of what is kept, what is kept, and
     * the bit of a quiet NaN.
     */
    static final IntVector LOW_BIT = IntVector.broadcast(IntVector.SPECIES_PREFERRED, 1);

    static final IntVector BELOW_HALF = IntVector.broadcast(IntVector.SPECIES_PREFERRED, 0x7FFF);
    static final IntVector UPPER_HALF = IntVector.broadcast(IntVector.SPECIES_PREFERRED, 0xFFFF0000);
    private static final IntVector QUIET = IntVector.broadcast(IntVector.SPECIES_PREFERRED, 0x400000);

    private VectorMath() {}

    /** a · b + c, rounded as by {@link Fma#fma}. */
    static FloatVector fma(FloatVector a, FloatVector b, FloatVector c) {
        return Fma.IN_HARDWARE ? a.fma(b, c) : a.mul(b).add(c);
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

    /**
     * {@link #exp} for x ≤ 0, −∞ included, without the checks that it does not need, and for loops that write into
     * arrays. A vector is an array to C2, and what such a loop writes might be its constants: it would read them again
     * in every round, all of them, most from two cache lines each. Numbers it keeps, but they take more nodes.
     */
    static FloatVector expOfNegative(FloatVector x) {
        FloatVector exponent = fma(x, constant(FloatMath.LOG2_E), constant(FloatMath.BIASED_ROUNDER));
        FloatVector n = exponent.sub(FloatMath.BIASED_ROUNDER);
        FloatVector r = fma(n, constant(FloatMath.MINUS_LN2_LOW), fma(n, constant(FloatMath.MINUS_LN2_HIGH), x));
        FloatVector p = fma(constant(FloatMath.E4), r, constant(FloatMath.E3));
        p = fma(fma(fma(p, r, constant(FloatMath.E2)), r, constant(FloatMath.E1)), r, constant(FloatMath.E0));
        FloatVector power = exponent.reinterpretAsInts()
                .lanewise(VectorOperators.LSHL, FloatMath.FRACTION_BITS)
                .reinterpretAsFloats();
        return fma(p.mul(r), r, r).add(1).mul(power).blend(0, x.compare(VectorOperators.LT, FloatMath.EXP_MIN));
    }

    /** eʳ for |r| ≤ 0.4. */
    private static FloatVector expNear0(FloatVector r) {
        FloatVector p = fma(fma(fma(fma(E4, r, E3), r, E2), r, E1), r, E0);
        return fma(p.mul(r), r, r).add(ONE);
    }

    /** x · 2ⁿ for {@code exponent} = ROUNDER + n: adds n to the exponent's bits. */
    private static FloatVector timesPowerOf2(FloatVector x, FloatVector exponent) {
        return x.reinterpretAsInts()
                .add(exponent.reinterpretAsInts().lanewise(VectorOperators.LSHL, FloatMath.FRACTION_BITS))
                .reinterpretAsFloats();
    }

    /** x Φ(x), Φ the normal distribution's cumulative function: x · ½ (1 + erf(x / √2)), without its cancellation. */
    static FloatVector gelu(FloatVector x) {
        FloatVector size = x.abs();
        FloatVector tail = normalTail(size).blend(ZERO, size.compare(VectorOperators.GT, TAIL_END));
        return x.mul(tail.blend(ONE.sub(tail), x.compare(VectorOperators.GT, ZERO)));
    }

    /**
     * 1 − Φ(a) = ½ erfc(a / √2) = e^(−a²/2) m(a) for 0 ≤ a ≤ TAIL_END. m, Mills' ratio but for a factor, is a
     * polynomial of (a − 3) / (a + 3), an idea of Shepherd and Laframboise (Math. Comp. 36, 1981, 249–253). a² is taken
     * in two parts, the first exact: its last bit would be multiplied by a² in the result.
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

    /** ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))), which is x · sigmoid(2 √(2/π) x (1 + 0.044715 x²)). */
    static FloatVector geluTanh(FloatVector x) {
        return x.div(exp(x.mul(fma(x.mul(x), MINUS_TANH_CUBE, MINUS_TANH))).add(ONE));
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

    /**
     * {@link Bf16#round} of every lane that is a number, or what arithmetic on bfloat16 numbers makes of NaN: no bits
     * in the lower half.
     */
    static FloatVector nearestBf16(FloatVector x) {
        IntVector bits = x.reinterpretAsInts();
        IntVector odd = bits.lanewise(VectorOperators.LSHR, 16).and(LOW_BIT);
        return bits.add(BELOW_HALF).add(odd).and(UPPER_HALF).reinterpretAsFloats();
    }

    /** x with the signs flipped where {@code signs} has the highest bit. */
    static FloatVector flipSigns(FloatVector x, IntVector signs) {
        return x.reinterpretAsInts().lanewise(VectorOperators.XOR, signs).reinterpretAsFloats();
    }
}
