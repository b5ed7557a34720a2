/** JMH benchmarks, one idea a file. The README of the repository says how to run them. */
@NullMarked
package vtp.bench;

import org.jspecify.annotations.NullMarked;
