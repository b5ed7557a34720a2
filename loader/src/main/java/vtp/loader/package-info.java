/** Safetensors and npy files, read and written. */
@NullMarked
package vtp.loader;

import org.jspecify.annotations.NullMarked;
