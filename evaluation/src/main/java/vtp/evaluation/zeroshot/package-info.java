/**
 * Zero-shot classification of a data set: CLIP features of pictures against those of class names, without training.
 */
@NullMarked
package vtp.evaluation.zeroshot;

import org.jspecify.annotations.NullMarked;
