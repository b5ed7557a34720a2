package vtp.evaluation.report;

import java.nio.file.Path;
import vtp.evaluation.EvaluationResult;
import vtp.evaluation.Gallery;

/**
 * A result, and what its protocol has put beside it.
 *
 * @param folder where tables lie
 * @param gallery the pictures that it kept; of no group if it kept none
 * @since 0.1.0
 */
public record StoredResult(Path folder, EvaluationResult result, Gallery gallery) {}
