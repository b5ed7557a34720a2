/**
 * The model on Apache Spark: {@link vtp.spark.VtpFunctions} are functions of SQL. An executor loads one model, which its
 * tasks share.
 */
@NullMarked
package vtp.spark;

import org.jspecify.annotations.NullMarked;
