/**
 * How far apart two sets of pictures are, by what Inception sees in them: the Fréchet distance and sFID, the Inception
 * score, precision and recall.
 *
 * <p>A {@link vtp.evaluation.frechet.PictureSource} gives the pictures of a set, {@link
 * vtp.evaluation.frechet.PictureMeasure} sends them through the network, and {@link
 * vtp.evaluation.frechet.SetComparison} compares two sets. Statistics are streamed: their memory does not grow with the
 * number of pictures.
 */
@NullMarked
package vtp.evaluation.frechet;

import org.jspecify.annotations.NullMarked;
