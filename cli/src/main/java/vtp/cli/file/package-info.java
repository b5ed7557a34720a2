/** Files that commands read and write. */
@NullMarked
package vtp.cli.file;

import org.jspecify.annotations.NullMarked;
