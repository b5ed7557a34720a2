package vtp.server.config;

import vtp.generation.ClassNames;
import vtp.generation.Generator;
import vtp.generation.LatentScale;
import vtp.generation.config.SamplingConfig;

/**
 * A generator that draws latents of the served model, with all that it takes to ask it for a picture.
 *
 * @param generator is used, and not closed; its owner closes it after the server
 * @param scale how its latents become the model's
 * @param sampling how it is sampled where a request does not say
 * @param classes what it draws
 * @since 0.1.0
 */
public record ServedGenerator(Generator generator, LatentScale scale, SamplingConfig sampling, ClassNames classes) {}
