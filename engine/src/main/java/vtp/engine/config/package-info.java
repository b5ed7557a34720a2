/** Architectures, as {@code config.json} describes them, and how a model is loaded. */
@NullMarked
package vtp.engine.config;

import org.jspecify.annotations.NullMarked;
