/**
 * LightningDiT, a diffusion transformer: constructors that ask {@link vtp.engine.network.Parameters} for tensors, and
 * the forward pass. Sizes are named as in {@link vtp.generation.config.DitConfig}; M rows stand for the tokens of some
 * pictures, L conditions for the different pairs of time and label among them. Everything is float32.
 */
@NullMarked
package vtp.generation.network;

import org.jspecify.annotations.NullMarked;
