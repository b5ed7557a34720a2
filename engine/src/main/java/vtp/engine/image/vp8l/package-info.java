/**
 * VP8L pictures, which lossless WebP is (RFC 9649, whose sections are cited here).
 *
 * <pre>
 * Vp8lPicture ─ header: the size
 *    ├─ transforms: Prediction, ColorTransform, SubtractGreen, ColorIndexing       what the encoder did to the pixels
 *    ├─ EntropyImage: the pixels (CodeGroup of five PrefixCodes, BackwardReference, a cache of colours)
 *    └─ the transforms undone, the last first ─► RGB
 * </pre>
 *
 * <p>What transforms and groups of codes hold for which region is coded in the same way, as a small {@code
 * EntropyImage}.
 *
 * <p>A damaged file is a picture or a {@link javax.imageio.IIOException}.
 */
@NullMarked
package vtp.engine.image.vp8l;

import org.jspecify.annotations.NullMarked;
