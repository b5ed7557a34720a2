/** Options that several commands share, and what is made of them. */
@NullMarked
package vtp.cli.option;

import org.jspecify.annotations.NullMarked;
