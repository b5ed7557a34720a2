package vtp.engine.network;

import vtp.kernels.Mat;

/** Is shown what each block of a tower has made of its tokens. */
@FunctionalInterface
interface BlockListener {
    /** Does nothing. */
    BlockListener NONE = (block, tokens) -> {};

    /**
     * Called after a block, before the next one overwrites its tokens.
     *
     * @param block its number from 0; −1 for the tokens that the first one will see
     * @param tokens (M, C)
     */
    void after(int block, Mat tokens);
}
