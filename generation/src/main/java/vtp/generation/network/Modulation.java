package vtp.generation.network;

import org.jspecify.annotations.Nullable;

/**
 * The vectors (D) by which one condition modulates a branch of a block: norm(x) ⊙ (1 + scale) + shift goes in, and gate
 * ⊙ what comes out is added.
 *
 * @param weight the norm's own weight, if it has one, times 1 + scale
 * @param shift null for none
 * @param gate null for 1
 */
@SuppressWarnings("ArrayRecordComponent") // read by the kernels, never compared
record Modulation(float[] weight, float @Nullable [] shift, float @Nullable [] gate) {}
