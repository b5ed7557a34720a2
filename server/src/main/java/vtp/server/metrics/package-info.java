/** What Prometheus is told. */
@NullMarked
package vtp.server.metrics;

import org.jspecify.annotations.NullMarked;
