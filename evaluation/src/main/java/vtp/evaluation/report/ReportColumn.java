package vtp.evaluation.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vtp.engine.files.Released;
import vtp.evaluation.EvaluationResult;
import vtp.evaluation.Measure;

/**
 * A column of the report's table.
 *
 * @param title its heading
 * @param protocol by which it is measured
 * @param measure its name among the measures of the protocol
 * @param format of a number
 * @param published of the released models; empty if none is
 */
record ReportColumn(String title, String protocol, String measure, String format, Map<Released, Double> published) {
    static final List<ReportColumn> ALL = List.of(
            new ReportColumn("zero-shot top-1, %", "zero-shot", "top1", "%.1f", published(66.7, 73.2, 78.2)),
            new ReportColumn("linear probe top-1, %", "probe", "top1", "%.1f", published(77.5, 81.0, 85.7)),
            new ReportColumn("rFID", "reconstruction", "rfid", "%.2f", published(0.98, 0.74, 0.36)),
            new ReportColumn("PSNR, dB", "reconstruction", "psnr_db", "%.2f", Map.of()),
            new ReportColumn("SSIM", "reconstruction", "ssim", "%.4f", Map.of()),
            new ReportColumn("LPIPS", "reconstruction", "lpips", "%.4f", Map.of()),
            new ReportColumn("FID", "fid", "fid", "%.2f", Map.of()),
            new ReportColumn("sFID", "fid", "sfid", "%.2f", Map.of()),
            new ReportColumn("Inception score", "fid", "inception_score", "%.1f", Map.of()),
            new ReportColumn("precision", "fid", "precision", "%.3f", Map.of()),
            new ReportColumn("recall", "fid", "recall", "%.3f", Map.of()));

    /** The columns that one of the models has. */
    static List<ReportColumn> of(List<ModelResults> models) {
        return ALL.stream()
                .filter(column -> models.stream().anyMatch(model -> column.value(model) != null))
                .toList();
    }

    /** Its number for a model; null if that was not measured. */
    @Nullable
    Measure value(ModelResults model) {
        EvaluationResult result = model.result(protocol);
        return result == null ? null : result.measures().get(measure);
    }

    /** What was published of a model, which is known by its weights. */
    Optional<String> published(ModelResults model) {
        return published.entrySet().stream()
                .filter(released -> released.getKey().weightsSha256().equals(model.sha256()))
                .findFirst()
                .map(released -> text(released.getValue()));
    }

    private static Map<Released, Double> published(double small, double base, double large) {
        return Map.of(Released.SMALL, small, Released.BASE, base, Released.LARGE, large);
    }

    /** A number as this column writes it. */
    String text(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "∞";
    }

    /** "66.1 – 67.3": the interval; empty if there is none. */
    static Optional<String> interval(ReportColumn column, Measure value) {
        return value.hasBounds()
                ? Optional.of(column.text(value.low()) + " – " + column.text(value.high()))
                : Optional.empty();
    }

    /** "50,000 pictures, 3 failed"; "statistics" if there were no pictures at hand. */
    static String pictures(EvaluationResult result) {
        if (result.pictures() == 0) {
            return "statistics";
        }
        String failed = result.failed() == 0 ? "" : String.format(Locale.ROOT, ", %,d failed", result.failed());
        return String.format(
                Locale.ROOT, "%,d picture%s%s", result.pictures(), result.pictures() == 1 ? "" : "s", failed);
    }
}
