/**
 * Search among pictures: by a text, by a picture, for pictures that are nearly equal.
 *
 * <p>A {@link vtp.search.PictureIndex} keeps two features of each picture in a folder of files, a Lucene index: CLIP's,
 * comparable with a text's, and the class token of the trunk, in which pictures that look alike lie close together. An
 * {@link vtp.search.IndexUpdate} brings it up to date with a data set; an {@link vtp.search.ImageSearcher} asks it.
 *
 * <p>One process at a time writes; any number read, and each sees the last commit. A process that is killed, or finds
 * the disk full, loses what it has not committed, and never the index.
 */
@NullMarked
package vtp.search;

import org.jspecify.annotations.NullMarked;
