/** A checkpoint on disk: what it must hold, what it holds, and synthetic ones of the same layout. */
@NullMarked
package vtp.engine.files;

import org.jspecify.annotations.NullMarked;
