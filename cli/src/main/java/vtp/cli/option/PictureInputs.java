package vtp.cli.option;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vtp.cli.console.Terminal;
import vtp.cli.console.UsageException;
import vtp.cli.file.InputFile;
import vtp.cli.file.InputFiles;
import vtp.engine.image.Orientation;
import vtp.engine.image.PictureReader;
import vtp.engine.image.Rgb;

/** The pictures that a command takes, and how they are read. */
public final class PictureInputs {
    @Parameters(
            arity = "1..*",
            paramLabel = "PICTURE",
            description =
                    "Picture files (PNG, JPEG, WebP, TIFF, BMP, GIF), \"-\" for standard input, or folders of them.")
    private List<String> pictures = new ArrayList<>();

    @Option(
            names = {"-r", "--recursive"},
            description = "Take the pictures of folders in folders too.")
    private boolean recursive;

    @Option(
            names = "--orientation",
            paramLabel = "HOW",
            converter = EnumConverter.OfOrientation.class,
            completionCandidates = EnumConverter.OfOrientation.class,
            description =
                    "exif: turn pictures upright as their EXIF data says (default); stored: as the reference does.")
    private Orientation orientation = Orientation.EXIF;

    @Option(
            names = "--max-pixels",
            paramLabel = "N",
            description = "Refuse pictures with more pixels, by their header. Default: 179000000.")
    private long maxPixels = PictureReader.DEFAULT_MAX_PIXELS;

    /** All pictures, in their order. */
    public List<InputFile> list() {
        if (maxPixels < 1) {
            throw new UsageException("--max-pixels " + maxPixels + ": must be at least 1");
        }
        return new InputFiles("pictures", PictureReader::hasPictureExtension, recursive).list(pictures);
    }

    public Rgb read(InputFile picture, Terminal terminal) throws IOException {
        picture.check();
        PictureReader reader = new PictureReader(orientation, maxPixels);
        return picture.path() == null ? reader.read(terminal.in(), picture.name()) : reader.read(picture.path());
    }
}
