package vtp.engine.config;

/**
 * How the weights of linear layers are kept in memory; arithmetic is float32 either way.
 *
 * @since 0.1.0
 */
public enum WeightType {
    /** Four bytes a weight, as in the released checkpoints. */
    F32,
    /** Two bytes a weight, rounded to nearest even: exact for a checkpoint that is bfloat16 already. */
    BF16
}
