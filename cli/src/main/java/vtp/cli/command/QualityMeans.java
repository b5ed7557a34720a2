package vtp.cli.command;

import java.io.IOException;
import java.util.Locale;
import vtp.cli.console.Console;
import vtp.cli.console.JsonLine;
import vtp.engine.image.Quality;

/** Means of the quality of several reconstructions, for the end of a run. */
final class QualityMeans {
    private int pictures;
    private int lossless;
    private double psnrDb;
    private double ssim;

    void add(Quality quality) {
        pictures++;
        ssim += quality.ssim();
        if (Double.isInfinite(quality.psnrDb())) {
            lossless++;
        } else {
            psnrDb += quality.psnrDb();
        }
    }

    /** Says them, if there were several pictures: a line for a person, an object for a program. */
    void print(Console console) throws IOException {
        if (pictures < 2) {
            return;
        }
        double meanPsnr = psnrDb / (pictures - lossless);
        double meanSsim = ssim / pictures;
        String text = String.format(
                Locale.ROOT, "mean of %d pictures: PSNR %.2f dB, SSIM %.4f (interior)", pictures, meanPsnr, meanSsim);
        String without = lossless == 0 ? "" : " (PSNR without " + lossless + " that lost nothing)";
        console.done(text + without, json -> {
            json.writeObjectFieldStart("summary");
            json.writeNumberField("pictures", pictures);
            json.writeNumberField("lossless", lossless);
            JsonLine.number(json, "mean_psnr_db", meanPsnr);
            JsonLine.number(json, "mean_ssim_interior", meanSsim);
            json.writeEndObject();
        });
    }
}
