package vtp.cli.option;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import vtp.cli.console.UsageException;
import vtp.datasets.Dataset;
import vtp.datasets.DatasetException;
import vtp.datasets.DatasetKind;
import vtp.datasets.Datasets;
import vtp.engine.image.Orientation;
import vtp.engine.image.PictureReader;

/** How data sets are taken, and their pictures read. */
public final class DatasetReading {
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

    /** The data set of some names, none of whose pictures has been looked at. */
    public Dataset dataset(List<String> names) throws IOException {
        try {
            return Datasets.of(names, kind, hidden);
        } catch (DatasetException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    /** How pictures are read. */
    public PictureReader reader() {
        if (maxPixels < 1) {
            throw new UsageException("--max-pixels " + maxPixels + ": must be at least 1");
        }
        return new PictureReader(orientation, maxPixels);
    }
}
