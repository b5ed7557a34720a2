/** JMH benchmarks. */
@NullMarked
package vtp.bench;

import org.jspecify.annotations.NullMarked;
