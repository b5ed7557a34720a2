package vtp.engine.config;

/**
 * Which position of a prompt becomes its feature, named as {@code text_pool_type} names it.
 *
 * @since 0.1.0
 */
public enum TextPool {
    /** The first position of the largest token id: that of the end-of-text token. */
    ARGMAX,
    /** Position 0. */
    FIRST,
    /** The last position of the context, padding or not. */
    LAST
}
