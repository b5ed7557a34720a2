/**
 * Evaluation: what the protocols, each a package below, have in common. It knows none of them.
 */
@NullMarked
package vtp.evaluation;

import org.jspecify.annotations.NullMarked;
