package vtp.cli.option;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vtp.cli.console.UsageException;
import vtp.datasets.Dataset;
import vtp.datasets.DatasetException;
import vtp.datasets.DatasetKind;
import vtp.datasets.Datasets;
import vtp.engine.image.Orientation;
import vtp.engine.image.PictureReader;

/** The data set that a command takes, and how its pictures are read. */
public final class DatasetOptions {
    @Parameters(
            arity = "1..*",
            paramLabel = "DATASET",
            description =
                    "A folder with a folder of pictures for each class; a folder of pictures; a list: a text file with"
                            + " a path, a TAB, and a label a line; archives of WebDataset: train-{000..031}.tar; or Parquet"
                            + " files of the Hugging Face hub: a folder of them, or train-{00000..00041}-of-00042.parquet."
                            + " Several are taken one after another.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--as",
            paramLabel = "KIND",
            converter = EnumConverter.OfDatasetKind.class,
            completionCandidates = EnumConverter.OfDatasetKind.class,
            description = "What it is: classes, flat, list, tar or parquet. Default: what it looks like.")
    private @Nullable DatasetKind kind;

    @Option(
            names = "--hidden",
            description = "Take files and folders whose names begin with a dot, as the reference does.")
    private boolean hidden;

    @Option(
            names = "--orientation",
            paramLabel = "HOW",
            converter = EnumConverter.OfOrientation.class,
            completionCandidates = EnumConverter.OfOrientation.class,
            description = "stored: as the reference reads data sets (default); exif: upright, as their EXIF data says.")
    private Orientation orientation = Orientation.STORED;

    @Option(
            names = "--max-pixels",
            paramLabel = "N",
            description = "Refuse pictures with more pixels, by their header. Default: 179000000.")
    private long maxPixels = PictureReader.DEFAULT_MAX_PIXELS;

    /** The data set, none of whose pictures has been looked at. */
    public Dataset dataset() throws IOException {
        try {
            return Datasets.of(names, kind, hidden);
        } catch (DatasetException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    /** How its pictures are read. */
    public PictureReader reader() {
        if (maxPixels < 1) {
            throw new UsageException("--max-pixels " + maxPixels + ": must be at least 1");
        }
        return new PictureReader(orientation, maxPixels);
    }
}
