/**
 * Linear probes: classifiers of one layer on features of a model that stays as it is.
 *
 * <p>{@link vtp.evaluation.probe.ProbeEncoder} makes a row of features of each picture, once.
 * {@link vtp.evaluation.probe.ProbeTraining} trains a grid of {@link vtp.evaluation.probe.Head}s on them, all on the
 * same batches, and the best becomes a {@link vtp.evaluation.probe.LinearProbe}.
 */
@NullMarked
package vtp.evaluation.probe;

import org.jspecify.annotations.NullMarked;
