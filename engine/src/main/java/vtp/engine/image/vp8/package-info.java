/**
 * Key frames of VP8 (RFC 6386), which lossy WebP is: decoded as libwebp decodes them by default, to the last bit.
 *
 * <pre>
 * FrameHeader ─ Segmentation, FilterHeader, Quantizer, CoefficientProbabilities    tables for the whole frame
 *    │
 *    ├─ first partition ─► IntraModes ─► Macroblock                 how it is predicted
 *    └─ token partitions ► Residuals (Tokens, Transform)            what the prediction is off
 *                               │
 *       for each macroblock:    Reconstruction (BlockPrediction, SubblockPrediction, Transform) ─► Frame
 *       then for all:           LoopFilter (FilterStrength, EdgeFilter), in place
 *                               YuvToRgb ─► RGB
 * </pre>
 *
 * <p>All bits come from {@link vtp.engine.image.vp8.BoolDecoder}. A frame's samples lie in three
 * {@link vtp.engine.image.vp8.Plane}s, with the edge around them that prediction looks at, so that no block is a
 * special case.
 *
 * <p>Where the RFC and libwebp differ, libwebp is followed: the samples above and right of the last macroblock of a
 * row, what counts as a macroblock without coefficients, the interpolation of chroma, the integers of the conversion to
 * RGB.
 *
 * <p>"Section" in this package is one of RFC 6386. A damaged frame is a picture or a {@link
 * javax.imageio.IIOException}.
 */
@NullMarked
package vtp.engine.image.vp8;

import org.jspecify.annotations.NullMarked;
