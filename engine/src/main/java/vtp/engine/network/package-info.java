/** The network: towers and their blocks, from parameters to a forward pass, and the buffers that they run in. */
@NullMarked
package vtp.engine.network;

import org.jspecify.annotations.NullMarked;
