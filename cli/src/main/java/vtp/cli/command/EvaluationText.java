package vtp.cli.command;

import java.util.Locale;
import java.util.Map;
import vtp.evaluation.Measure;

/** Says the numbers of an evaluation in words. */
final class EvaluationText {
    private static final Map<String, String> FORMATS = Map.of(
            "top1", "top-1 %.2f %%",
            "top5", "top-5 %.2f %%",
            "psnr_db", "PSNR %.3f dB",
            "ssim", "SSIM %.4f",
            "ssim_interior", "interior SSIM %.4f",
            "l1", "L1 %.5f",
            "mse", "MSE %.6f",
            "lpips", "LPIPS %.4f",
            "rfid", "rFID %.3f");

    private EvaluationText() {}

    /** "top-1 66.70 %". */
    static String of(String name, Measure measure) {
        String format = FORMATS.get(name);
        return format == null ? name + " " + measure.value() : String.format(Locale.ROOT, format, measure.value());
    }
}
