package vtp.evaluation.frechet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vtp.engine.VtpModel;
import vtp.engine.files.LatentsFile;
import vtp.engine.image.Rgb;
import vtp.engine.image.Rounding;

/**
 * The pictures that a model makes of latents, decoded as they are asked for: of the tensor {@code latents} of each
 * file, one file after the other.
 *
 * @since 0.1.0
 */
public final class DecodedLatents implements PictureSource {
    private final String name;
    private final VtpModel model;
    private final Rounding rounding;
    private final int channels;
    private final List<Path> files;
    private @Nullable LatentsFile open;
    private int nextFile;
    private int nextRow;

    /**
     * @param name what messages call it
     * @param model with its decoder; remains the caller's, to close afterwards
     * @param channels that its latents have
     */
    public DecodedLatents(String name, List<Path> files, VtpModel model, int channels, Rounding rounding) {
        this.name = name;
        this.files = List.copyOf(files);
        this.model = model;
        this.channels = channels;
        this.rounding = rounding;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long count() {
        return 0;
    }

    @Override
    public List<Rgb> next(int most) throws IOException {
        List<Rgb> pictures = new ArrayList<>();
        while (pictures.size() < most) {
            LatentsFile file = current();
            if (file == null) {
                break;
            }
            pictures.add(model.decode(file.read(nextRow++)).toRgb(0, rounding));
        }
        return pictures;
    }

    /** The file that has another row, or null after the last. */
    private @Nullable LatentsFile current() throws IOException {
        LatentsFile file = open;
        while (file == null || nextRow == file.count()) {
            close();
            if (nextFile == files.size()) {
                return null;
            }
            file = LatentsFile.open(files.get(nextFile++), channels, LatentsFile.KEY);
            open = file;
            nextRow = 0;
        }
        return file;
    }

    @Override
    public void close() throws IOException {
        LatentsFile file = open;
        open = null;
        if (file != null) {
            file.close();
        }
    }
}
