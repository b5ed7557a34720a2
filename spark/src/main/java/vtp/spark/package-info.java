/**
 * The model on Apache Spark: {@link vtp.spark.VtpFunctions} are functions of SQL, {@link vtp.spark.VtpExtract} turns a
 * data set into latents and features on a cluster. An executor loads one model, which its tasks share.
 */
@NullMarked
package vtp.spark;

import org.jspecify.annotations.NullMarked;
