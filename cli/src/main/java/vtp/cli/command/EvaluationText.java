package vtp.cli.command;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import vtp.evaluation.Measure;

/** Says the numbers of an evaluation in words. */
final class EvaluationText {
    private static final Map<String, String> FORMATS = Map.ofEntries(
            Map.entry("top1", "top-1 %.2f %%"),
            Map.entry("top5", "top-5 %.2f %%"),
            Map.entry("psnr_db", "PSNR %.3f dB"),
            Map.entry("ssim", "SSIM %.4f"),
            Map.entry("ssim_interior", "interior SSIM %.4f"),
            Map.entry("l1", "L1 %.5f"),
            Map.entry("mse", "MSE %.6f"),
            Map.entry("lpips", "LPIPS %.4f"),
            Map.entry("rfid", "rFID %.3f"),
            Map.entry("fid", "FID %.4f"),
            Map.entry("sfid", "sFID %.4f"),
            Map.entry("inception_score", "Inception score %.3f"),
            Map.entry("precision", "precision %.4f"),
            Map.entry("recall", "recall %.4f"));

    private EvaluationText() {}

    /** "top-1 66.70 %, top-5 88.00 %". */
    static String of(Map<String, Measure> measures) {
        return measures.entrySet().stream()
                .map(measure -> of(measure.getKey(), measure.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String of(String name, Measure measure) {
        String format = FORMATS.get(name);
        return format == null ? name + " " + measure.value() : String.format(Locale.ROOT, format, measure.value());
    }
}
