package vtp.search;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import vtp.engine.image.PictureReader;
import vtp.engine.image.PictureWriter;
import vtp.engine.image.Rgb;
import vtp.loader.AtomicFile;
import vtp.loader.Html;

/**
 * A page with what was found: one file of HTML with the pictures in it, small, which can be sent to others.
 *
 * @since 0.1.0
 */
public final class HitPage {
    private static final int SIDE = 192;

    private static final String HEAD = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{title}</title>
            <style>
            :root { color-scheme: light dark; font: 15px/1.4 system-ui, sans-serif; }
            body { margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
            h2 { margin: 2rem 0 .75rem; font-size: 1.25rem; }
            ol { list-style: none; padding: 0; display: grid; gap: 1rem;
                 grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); }
            figure { margin: 0; }
            img, .gone { width: 100%; height: auto; aspect-ratio: 1; border-radius: .4rem; display: block; }
            .gone { display: grid; place-items: center; border: 1px dashed; opacity: .6; box-sizing: border-box; }
            figcaption { padding-top: .35rem; overflow-wrap: anywhere; font-size: .85rem; }
            small { opacity: .7; }
            </style>
            </head>
            <body>
            """;

    private HitPage() {}

    /**
     * Writes a page, which appears whole or not at all; one that exists is replaced.
     *
     * @param reader of the pictures, whose files are read as they are now; of one that is gone, the page says so
     * @throws vtp.loader.FileAccessException if it cannot be written
     */
    public static void write(Path file, List<Answer> answers, PictureReader reader) throws IOException {
        try (AtomicFile atomic = AtomicFile.open(file, AtomicFile.Existing.REPLACE)) {
            Writer writer = new OutputStreamWriter(atomic.stream(), StandardCharsets.UTF_8);
            String title =
                    String.join(", ", answers.stream().map(Answer::question).toList());
            writer.write(HEAD.replace("{title}", Html.escaped(title)));
            for (Answer answer : answers) {
                writer.write("<h2>" + Html.escaped(answer.question()) + "</h2>\n<ol>\n");
                for (Hit hit : answer.hits()) {
                    writer.write(item(hit, Thumbnail.of(hit.picture(), reader, SIDE)));
                }
                writer.write("</ol>\n");
            }
            writer.write("</body>\n</html>\n");
            writer.flush();
            atomic.commit();
        }
    }

    private static String item(Hit hit, @Nullable Rgb thumbnail) throws IOException {
        String name = hit.picture().name();
        Path last = hit.picture().content().file().getFileName();
        String label = hit.picture().label();
        String caption =
                String.format(Locale.ROOT, "%.3f", hit.score()) + (label == null ? "" : " · " + Html.escaped(label));
        String picture = thumbnail == null
                ? "<div class=\"gone\">gone</div>"
                : "<img alt=\"\" width=\"" + SIDE + "\" height=\"" + SIDE + "\" src=\"data:image/png;base64,"
                        + Base64.getEncoder().encodeToString(PictureWriter.png(thumbnail)) + "\">";
        String member = hit.picture().content().member();
        String shown = member.isEmpty() ? String.valueOf(last) : member;
        return "<li><figure title=\"" + Html.escaped(name) + "\">" + picture + "<figcaption>" + Html.escaped(shown)
                + "<br><small>" + caption + "</small></figcaption></figure></li>\n";
    }
}
