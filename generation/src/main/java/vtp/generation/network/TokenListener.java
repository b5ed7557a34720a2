package vtp.generation.network;

import vtp.kernels.Mat;

/** Is shown the rows of tokens between the stages of a forward pass: a view, to be read at once. */
@FunctionalInterface
interface TokenListener {
    /** Does nothing. */
    TokenListener NONE = (stage, rows) -> {};

    /** "embedded", "block0" … (M, D), "final" (M, P² · O). */
    void after(String stage, Mat rows);
}
