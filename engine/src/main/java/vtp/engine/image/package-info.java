/** Picture files, Pillow-exact resizing, preparations, and picture quality. */
@NullMarked
package vtp.engine.image;

import org.jspecify.annotations.NullMarked;
