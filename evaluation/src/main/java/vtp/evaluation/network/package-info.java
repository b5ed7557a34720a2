/**
 * The networks that measure: Inception, whose features the Fréchet distance compares, and LPIPS, which says how alike
 * two pictures look.
 *
 * <p>A network is made of {@code Step}s, each from pictures to pictures; {@code Chain} takes them one after the other,
 * {@code Join} side by side.
 */
@NullMarked
package vtp.evaluation.network;

import org.jspecify.annotations.NullMarked;
