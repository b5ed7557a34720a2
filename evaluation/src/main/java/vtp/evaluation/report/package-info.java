/**
 * The results of one model or several as a page: the table of the published numbers, each cell with what it was
 * measured by, charts, and pictures.
 */
@NullMarked
package vtp.evaluation.report;

import org.jspecify.annotations.NullMarked;
