/** Vector kernels over off-heap float matrices. */
@NullMarked
package vtp.kernels;

import org.jspecify.annotations.NullMarked;
