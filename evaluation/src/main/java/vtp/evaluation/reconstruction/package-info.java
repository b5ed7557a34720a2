/**
 * How well pictures survive encoding and decoding: measures of likeness picture by picture.
 */
@NullMarked
package vtp.evaluation.reconstruction;

import org.jspecify.annotations.NullMarked;
