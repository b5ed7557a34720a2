package vtp.engine.image;

/**
 * How a value of 0 to 255 becomes 8 bits.
 *
 * @since 0.1.0
 */
public enum Rounding {
    /** Cut off, as the reference writes its pictures: half a level darker on average. */
    TRUNC,
    /** To the nearest level: the better picture. */
    NEAREST
}
