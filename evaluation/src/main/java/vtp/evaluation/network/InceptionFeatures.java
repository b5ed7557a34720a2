package vtp.evaluation.network;

/**
 * What Inception sees in pictures, a row each.
 *
 * @param count how many pictures
 * @param pooled (count, {@value Inception#POOLED}): what the Fréchet distance, precision and recall compare
 * @param spatial (count, {@value Inception#SPATIAL}): what sFID compares: seven maps of 17 × 17 pixels, channels last
 * @param logits (count, {@value Inception#CLASSES}): without the classifier's bias, for the Inception score
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record InceptionFeatures(int count, float[] pooled, float[] spatial, float[] logits) {}
