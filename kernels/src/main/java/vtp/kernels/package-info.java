/**
 * Vector kernels over off-heap float matrices: floats only, no model and no file.
 *
 * <p>Names of sizes, here and in the engine: B images or sequences in a batch, T patch tokens of an image, C width of a
 * token, H heads, D = C / H width of a head, F hidden width of a feed-forward layer, K latent channels or, of a linear
 * layer (N, K), its inputs; M rows of a matrix; P side of a patch.
 */
@NullMarked
package vtp.kernels;

import org.jspecify.annotations.NullMarked;
