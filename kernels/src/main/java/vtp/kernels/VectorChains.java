package vtp.kernels;

import static vtp.kernels.VectorMath.SPECIES;

import jdk.incubator.vector.FloatVector;

/** The loops of {@link FmaPeak} with vectors, at the width that the kernels use. */
final class VectorChains {

    static final int LANES = SPECIES.length();

    private VectorChains() {}

    static float fused(float[] starts, int steps) {
        FloatVector a = FloatVector.broadcast(SPECIES, 0.999f);
        FloatVector b = FloatVector.broadcast(SPECIES, 0.001f);
        FloatVector x0 = FloatVector.fromArray(SPECIES, starts, 0);
        FloatVector x1 = FloatVector.fromArray(SPECIES, starts, SPECIES.length());
        FloatVector x2 = FloatVector.fromArray(SPECIES, starts, 2 * SPECIES.length());
        FloatVector x3 = FloatVector.fromArray(SPECIES, starts, 3 * SPECIES.length());
        FloatVector x4 = FloatVector.fromArray(SPECIES, starts, 4 * SPECIES.length());
        FloatVector x5 = FloatVector.fromArray(SPECIES, starts, 5 * SPECIES.length());
        FloatVector x6 = FloatVector.fromArray(SPECIES, starts, 6 * SPECIES.length());
        FloatVector x7 = FloatVector.fromArray(SPECIES, starts, 7 * SPECIES.length());
        FloatVector x8 = FloatVector.fromArray(SPECIES, starts, 8 * SPECIES.length());
        FloatVector x9 = FloatVector.fromArray(SPECIES, starts, 9 * SPECIES.length());
        for (int i = 0; i < steps; i++) {
            x0 = a.fma(b, x0);
            x1 = a.fma(b, x1);
            x2 = a.fma(b, x2);
            x3 = a.fma(b, x3);
            x4 = a.fma(b, x4);
            x5 = a.fma(b, x5);
            x6 = a.fma(b, x6);
            x7 = a.fma(b, x7);
            x8 = a.fma(b, x8);
            x9 = a.fma(b, x9);
        }
        FloatVector sum = x0.add(x1)
                .add(x2)
                .add(x3)
                .add(x4)
                .add(x5)
                .add(x6)
                .add(x7)
                .add(x8)
                .add(x9);
        return sum.lane(0);
    }

    static float unfused(float[] starts, int steps) {
        FloatVector a = FloatVector.broadcast(SPECIES, 0.999f);
        FloatVector b = FloatVector.broadcast(SPECIES, 0.001f);
        FloatVector x0 = FloatVector.fromArray(SPECIES, starts, 0);
        FloatVector x1 = FloatVector.fromArray(SPECIES, starts, SPECIES.length());
        FloatVector x2 = FloatVector.fromArray(SPECIES, starts, 2 * SPECIES.length());
        FloatVector x3 = FloatVector.fromArray(SPECIES, starts, 3 * SPECIES.length());
        FloatVector x4 = FloatVector.fromArray(SPECIES, starts, 4 * SPECIES.length());
        FloatVector x5 = FloatVector.fromArray(SPECIES, starts, 5 * SPECIES.length());
        FloatVector x6 = FloatVector.fromArray(SPECIES, starts, 6 * SPECIES.length());
        FloatVector x7 = FloatVector.fromArray(SPECIES, starts, 7 * SPECIES.length());
        FloatVector x8 = FloatVector.fromArray(SPECIES, starts, 8 * SPECIES.length());
        FloatVector x9 = FloatVector.fromArray(SPECIES, starts, 9 * SPECIES.length());
        for (int i = 0; i < steps; i++) {
            x0 = x0.mul(a).add(b);
            x1 = x1.mul(a).add(b);
            x2 = x2.mul(a).add(b);
            x3 = x3.mul(a).add(b);
            x4 = x4.mul(a).add(b);
            x5 = x5.mul(a).add(b);
            x6 = x6.mul(a).add(b);
            x7 = x7.mul(a).add(b);
            x8 = x8.mul(a).add(b);
            x9 = x9.mul(a).add(b);
        }
        FloatVector sum = x0.add(x1)
                .add(x2)
                .add(x3)
                .add(x4)
                .add(x5)
                .add(x6)
                .add(x7)
                .add(x8)
                .add(x9);
        return sum.lane(0);
    }
}
