/** What a person or a program reads: results, messages, progress. */
@NullMarked
package vtp.cli.console;

import org.jspecify.annotations.NullMarked;
