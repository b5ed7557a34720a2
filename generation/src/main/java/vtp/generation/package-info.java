/**
 * Pictures from noise and a label: a {@link vtp.generation.Generator} is a LightningDiT that was trained on a
 * tokenizer's latents, a {@link vtp.generation.Sampler} follows its velocities from noise to normalised latents, and
 * {@link vtp.generation.LatentScale} takes these to latents that the tokenizer decodes.
 */
@NullMarked
package vtp.generation;

import org.jspecify.annotations.NullMarked;
