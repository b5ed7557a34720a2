/** The commands, a file each. */
@NullMarked
package vtp.cli.command;

import org.jspecify.annotations.NullMarked;
