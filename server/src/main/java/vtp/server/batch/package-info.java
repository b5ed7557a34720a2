/** One thread that computes, what waits for it, and how what waits is put together. */
@NullMarked
package vtp.server.batch;

import org.jspecify.annotations.NullMarked;
