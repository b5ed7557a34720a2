/** What a generator is like: architecture and sampling, from a trainer's YAML file or from the tensors themselves. */
@NullMarked
package vtp.generation.config;

import org.jspecify.annotations.NullMarked;
