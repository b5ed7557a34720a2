/**
 * Data sets: where many pictures come from, and where what a model makes of them goes.
 *
 * <p>A {@link vtp.datasets.Dataset} is a sequence of items in a fixed order that can be opened any number of times;
 * {@link vtp.datasets.Datasets} finds one by its name, {@link vtp.datasets.Survey} counts it.
 *
 * <p>Nothing here holds a whole data set in memory; the names of one folder are the most.
 */
@NullMarked
package vtp.datasets;

import org.jspecify.annotations.NullMarked;
