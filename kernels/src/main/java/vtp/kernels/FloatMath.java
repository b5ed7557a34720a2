package vtp.kernels;

import static vtp.kernels.Fma.fma;

/**
 * Elementary functions of float32, without branches, and the numbers that they are made of. {@link VectorMath} computes
 * the same on vectors, to the bit.
 *
 * <p>Polynomials are minimax fits, their coefficients rounded to float32 one by one from the lowest, the others fitted
 * again.
 */
final class FloatMath {

    static final int FRACTION_BITS = 23;

    /** 1.5 · 2²³: what is added to it is rounded to an integer, which then stands in the low bits. */
    static final float ROUNDER = 0x1.8p23f;

    /**
     * The same, with the bias of a float32's exponent added: shifted left by the fraction, the low bits are a power of
     * 2.
     */
    static final float BIASED_ROUNDER = ROUNDER + 127;

    static final float LOG2_E = 1.442695f;

    /** −ln 2 in two parts: the first has 9 bits, so that its product with an exponent is exact. */
    static final float MINUS_LN2_HIGH = -0x1.63p-1f;

    static final float MINUS_LN2_LOW = 2.1219444e-4f;

    /** ln of the smallest normal float32. */
    static final float EXP_MIN = -87.33654f;

    /** ln of the largest finite float32. */
    static final float EXP_MAX = 88.72283f;

    /** eʳ = 1 + r + r² (E0 + E1 r + …). */
    static final float E0 = 0.49999994f;

    static final float E1 = 0.1666652f;
    static final float E2 = 0.041668396f;
    static final float E3 = 0.008368797f;
    static final float E4 = 0.0013814431f;

    /** From here on the normal distribution's tail is under the smallest normal float32. */
    static final float TAIL_END = 13.2f;

    /** Clears so many bits of a fraction that the square is exact. */
    static final int HALF_FRACTION_MASK = 0xFFFFF000;

    /** Where the polynomial of the normal tail is centred, and its coefficients. */
    static final float CENTRE = 3;

    static final float M0 = 0.12151395f;
    static final float M1 = -0.20640261f;
    static final float M2 = 0.12322501f;
    static final float M3 = -0.04621336f;
    static final float M4 = 0.0061322926f;
    static final float M5 = 0.0029049003f;
    static final float M6 = -9.845126e-4f;
    static final float M7 = -3.403088e-4f;
    static final float M8 = 1.1634732e-4f;
    static final float M9 = 5.4471664e-5f;

    /** The factor of QuickGELU, negative. */
    static final float MINUS_QUICK = -1.702f;

    /** −2 √(2/π), and 0.044715 times it. */
    static final float MINUS_TANH = -1.5957692f;

    static final float MINUS_TANH_CUBE = -0.07135482f;

    private FloatMath() {}

    /** Returns eˣ to about one unit in the last place; 0 where the result would not be a normal number. */
    static float exp(float x) {
        float exponent = fma(x, LOG2_E, ROUNDER);
        float n = exponent - ROUNDER;
        float r = fma(n, MINUS_LN2_LOW, fma(n, MINUS_LN2_HIGH, x));
        float power = timesPowerOf2(expNear0(r), exponent);
        float ranged = x < EXP_MIN ? 0 : x > EXP_MAX ? Float.POSITIVE_INFINITY : power;
        return Float.isNaN(x) ? x : ranged;
    }

    /** eʳ for |r| ≤ 0.4. */
    private static float expNear0(float r) {
        float p = fma(fma(fma(fma(E4, r, E3), r, E2), r, E1), r, E0);
        return fma(p * r, r, r) + 1;
    }

    /** x · 2ⁿ for {@code exponent} = ROUNDER + n: adds n to the exponent's bits. */
    private static float timesPowerOf2(float x, float exponent) {
        int power = Float.floatToRawIntBits(exponent) << FRACTION_BITS;
        return Float.intBitsToFloat(Float.floatToRawIntBits(x) + power);
    }

    /**
     * Returns x Φ(x), Φ the normal distribution's cumulative function: x · ½ (1 + erf(x / √2)), without its
     * cancellation.
     */
    static float gelu(float x) {
        float size = Math.abs(x);
        float tail = size > TAIL_END ? 0 : normalTail(size);
        return x * (x > 0 ? 1 - tail : tail);
    }

    /** 1 − Φ(a) = e^(−a²/2) m(a) for 0 ≤ a ≤ TAIL_END; see {@link VectorMath}. */
    private static float normalTail(float a) {
        float head = Float.intBitsToFloat(Float.floatToRawIntBits(a) & HALF_FRACTION_MASK);
        float high = head * head * -0.5f;
        float low = (a - head) * (a + head) * -0.5f;
        float exponent = fma(high, LOG2_E, ROUNDER);
        float n = exponent - ROUNDER;
        float r = fma(n, MINUS_LN2_HIGH, high) + fma(n, MINUS_LN2_LOW, low);
        return timesPowerOf2(expNear0(r), exponent) * millsRatio(a);
    }

    private static float millsRatio(float a) {
        float t = (a - CENTRE) / (a + CENTRE);
        float p = fma(fma(fma(fma(M9, t, M8), t, M7), t, M6), t, M5);
        return fma(fma(fma(fma(fma(p, t, M4), t, M3), t, M2), t, M1), t, M0);
    }

    /** Returns x · sigmoid(x); −0 where the result is nearer to 0 than 3e-37. */
    static float silu(float x) {
        return x / (exp(-x) + 1);
    }

    /** Returns ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))); see {@link VectorMath}. */
    static float geluTanh(float x) {
        return x / (exp(x * fma(x * x, MINUS_TANH_CUBE, MINUS_TANH)) + 1);
    }

    /** Returns x · sigmoid(1.702 x). */
    static float quickGelu(float x) {
        return x / (exp(x * MINUS_QUICK) + 1);
    }
}
