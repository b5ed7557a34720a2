/** The VTP network and its API. */
@NullMarked
package vtp.engine;

import org.jspecify.annotations.NullMarked;
