package vtp.cli.option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vtp.cli.console.Console;
import vtp.cli.console.Terminal;
import vtp.cli.console.UsageException;
import vtp.cli.file.FolderFilter;
import vtp.cli.file.InputFile;
import vtp.engine.image.Orientation;
import vtp.engine.image.PictureException;
import vtp.engine.image.PictureFormat;
import vtp.engine.image.PictureReader;
import vtp.engine.image.Rgb;

/** The pictures that a command takes, and how they are read. */
public final class PictureInputs {
    private static final FolderFilter PICTURES =
            new FolderFilter("pictures", PictureReader::hasPictureExtension, PictureInputs::otherFormat);

    @Parameters(
            arity = "0..*",
            paramLabel = "PICTURE",
            description =
                    "Picture files (PNG, JPEG, WebP, TIFF, BMP, GIF, PBM, PGM, PPM, WBMP), \"-\" for standard input, or"
                            + " folders of them.")
    private List<String> pictures = new ArrayList<>();

    @Option(
            names = {"-r", "--recursive"},
            description = "Take the pictures of folders in folders too, and follow links to folders.")
    private boolean recursive;

    @Option(
            names = "--orientation",
            paramLabel = "HOW",
            converter = EnumConverter.OfOrientation.class,
            completionCandidates = EnumConverter.OfOrientation.class,
            description =
                    "exif: turn pictures upright as their EXIF or XMP data says (default); stored: leave them, as the"
                            + " reference does.")
    private Orientation orientation = Orientation.EXIF;

    @Option(
            names = "--max-pixels",
            paramLabel = "N",
            description = "Refuse pictures with more pixels, by their header. Default: 179000000.")
    private long maxPixels = PictureReader.DEFAULT_MAX_PIXELS;

    @Mixin
    private final FileList list = new FileList();

    /** All pictures, in their order; what folders hold beside them is reported. */
    public List<InputFile> list(Console console) throws IOException {
        reader();
        return list.list(PICTURES, recursive, pictures, console);
    }

    /** The first argument that is neither a file nor a folder, nor named like a picture. */
    public Optional<String> firstThatIsNone() {
        return pictures.stream().filter(PictureInputs::isNone).findFirst();
    }

    private static boolean isNone(String argument) {
        try {
            Path path = Path.of(argument);
            return !argument.equals("-") && Files.notExists(path) && !PictureReader.hasPictureExtension(path);
        } catch (InvalidPathException e) {
            return true;
        }
    }

    /** The arguments as they were given. */
    public List<String> names() {
        return pictures;
    }

    /** How pictures are read. */
    public PictureReader reader() {
        if (maxPixels < 1) {
            throw new UsageException("--max-pixels " + maxPixels + ": must be at least 1");
        }
        return new PictureReader(orientation, maxPixels);
    }

    /** How they are turned. */
    public Orientation orientation() {
        return orientation;
    }

    private static @Nullable String otherFormat(Path file) {
        PictureFormat format = PictureFormat.ofName(file);
        return format == null || format.isRead() ? null : format.toString();
    }

    /** Reads a picture. */
    public Rgb read(InputFile picture, Terminal terminal) throws IOException {
        picture.check();
        Path path = picture.path();
        if (path == null) {
            return reader().read(terminal.in(), picture.name());
        }
        try {
            return reader().read(path);
        } catch (PictureException e) {
            throw new IOException(e.problem(), e); // the reader may call the file otherwise than we do
        }
    }
}
