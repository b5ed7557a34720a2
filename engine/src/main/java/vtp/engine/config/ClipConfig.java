package vtp.engine.config;

/**
 * What a model trained with CLIP has beside its trunk.
 *
 * @param feature which tokens of the trunk the image feature is taken from
 * @param throughBottleneck whether they pass the bottleneck before {@code visual_proj}
 * @param text the text tower
 * @param logitBias whether there is a {@code logit_bias}
 * @param vectorLogitScale whether logit_scale and logit_bias have the shape (1) rather than ()
 * @since 0.1.0
 */
public record ClipConfig(
        ClipFeature feature, boolean throughBottleneck, TextConfig text, boolean logitBias, boolean vectorLogitScale) {}
