package vtp.evaluation.frechet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vtp.evaluation.EvaluationException;
import vtp.evaluation.Measure;
import vtp.evaluation.network.Inception;

/**
 * How far samples are from a reference.
 *
 * @param fid the Fréchet distance of what Inception sees
 * @param sfid that of its spatial features; NaN if one set has none
 * @param score the Inception score of the samples; NaN if their pictures were not seen
 * @param precisionRecall null if the features of a set were not kept
 * @param warnings why numbers are not comparable with published ones, a sentence each
 * @since 0.1.0
 */
public record SetComparison(
        double fid, double sfid, double score, @Nullable PrecisionRecall precisionRecall, List<String> warnings) {
    /** A covariance of fewer pictures is singular, and its distances are far too large. */
    private static final int ENOUGH = Inception.POOLED + 1;

    /** Copies the list. */
    public SetComparison {
        warnings = List.copyOf(warnings);
    }

    /**
     * Compares two sets.
     *
     * @param threads how many threads compute
     * @throws EvaluationException if precision and recall are asked for of too few pictures
     */
    public static SetComparison of(PictureSet reference, PictureSet samples, int threads) throws EvaluationException {
        FeatureStatistics spatial = reference.statistics().spatial();
        FeatureStatistics other = samples.statistics().spatial();
        return new SetComparison(
                FrechetDistance.between(
                        reference.statistics().pooled(), samples.statistics().pooled()),
                spatial == null || other == null ? Double.NaN : FrechetDistance.between(spatial, other),
                samples.score(),
                precisionRecall(reference, samples, threads),
                warnings(reference, samples));
    }

    /** Returns what is known, by name: fid, sfid, inception_score, precision, recall. */
    public Map<String, Measure> measures() {
        Map<String, Measure> measures = new LinkedHashMap<>();
        measures.put("fid", Measure.without(fid));
        if (!Double.isNaN(sfid)) {
            measures.put("sfid", Measure.without(sfid));
        }
        if (!Double.isNaN(score)) {
            measures.put("inception_score", Measure.without(score));
        }
        if (precisionRecall != null) {
            measures.put("precision", Measure.without(precisionRecall.precision()));
            measures.put("recall", Measure.without(precisionRecall.recall()));
        }
        return measures;
    }

    private static @Nullable PrecisionRecall precisionRecall(PictureSet reference, PictureSet samples, int threads)
            throws EvaluationException {
        float[] ones = reference.features();
        float[] others = samples.features();
        if (ones == null || others == null) {
            return null;
        }
        for (PictureSet set : List.of(reference, samples)) {
            if (set.count() <= PrecisionRecall.NEIGHBOURS) {
                throw new EvaluationException(
                        set.name(),
                        "has " + set.count() + " pictures; precision and recall need more than "
                                + PrecisionRecall.NEIGHBOURS);
            }
        }
        return PrecisionRecall.of(ones, others, Inception.POOLED, threads);
    }

    private static List<String> warnings(PictureSet reference, PictureSet samples) {
        List<String> warnings = new ArrayList<>();
        for (PictureSet set : List.of(reference, samples)) {
            if (set.count() > 0 && set.count() < ENOUGH) {
                warnings.add(set.name() + " has " + set.count() + " pictures: of fewer than 2,049, the numbers cannot"
                        + " be compared with others");
            }
        }
        if (reference.input() != null && samples.input() != null && reference.input() != samples.input()) {
            warnings.add("The sets were prepared in different ways, " + word(reference) + " and " + word(samples)
                    + ": the numbers cannot be compared with others; measure both in the same way with"
                    + " --inception-input");
        }
        for (PictureSet set : List.of(reference, samples)) {
            if (set.input() == null) {
                warnings.add(set.name() + " does not say how its pictures were prepared; pytorch-fid's are by"
                        + " pytorch, OpenAI's by tf");
            }
        }
        return warnings;
    }

    private static String word(PictureSet set) {
        return String.valueOf(set.input()).toLowerCase(Locale.ROOT);
    }
}
