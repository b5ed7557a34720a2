/** The engine's results: arrays of floats with their shapes, and nothing of how they were computed. */
@NullMarked
package vtp.engine.tensor;

import org.jspecify.annotations.NullMarked;
