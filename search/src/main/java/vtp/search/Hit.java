package vtp.search;

/**
 * A picture that was found.
 *
 * @param score the cosine of the angle between its feature and that which was asked for, −1 to 1
 * @since 0.1.0
 */
public record Hit(IndexedPicture picture, double score) {}
