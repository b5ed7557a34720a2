package vtp.cli.command;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Locale;
import vtp.cli.console.Console;
import vtp.cli.console.JsonLine;
import vtp.engine.image.Quality;

/** How close a reconstruction is, for a person and for a program. */
final class QualityLine {
    private QualityLine() {}

    /** "PSNR 35.09 dB, SSIM 0.8914 (interior)". */
    static String text(Quality quality) {
        String psnr =
                Double.isInfinite(quality.psnrDb()) ? "inf" : String.format(Locale.ROOT, "%.2f", quality.psnrDb());
        return "PSNR " + psnr + " dB, SSIM " + String.format(Locale.ROOT, "%.4f (interior)", quality.ssim());
    }

    static void print(Console console, String input, String file, Quality quality) throws IOException {
        console.result(input + " -> " + file + ": " + text(quality), json -> {
            json.writeStringField("input", input);
            json.writeStringField("output", file);
            write(json, quality);
        });
    }

    static void write(JsonGenerator json, Quality quality) throws IOException {
        JsonLine.number(json, "psnr_db", quality.psnrDb());
        JsonLine.number(json, "ssim_interior", quality.ssim());
    }
}
