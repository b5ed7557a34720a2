/** The command line. */
@NullMarked
package vtp.cli;

import org.jspecify.annotations.NullMarked;
