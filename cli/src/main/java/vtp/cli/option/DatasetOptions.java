package vtp.cli.option;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import vtp.datasets.Dataset;
import vtp.engine.image.PictureReader;

/** The data set that a command takes, and how its pictures are read. */
public final class DatasetOptions {
    @Parameters(
            arity = "1..*",
            paramLabel = "DATASET",
            description =
                    "A folder with a folder of pictures for each class; a folder of pictures; a list: a text file with"
                            + " a path, a TAB, and a label a line; archives of WebDataset: train-{000..031}.tar; or"
                            + " Parquet files of the Hugging Face hub: train-{00000..00041}-of-00042.parquet, or a"
                            + " folder of them. Several are taken one after another.")
    private List<String> names = new ArrayList<>();

    @Mixin
    private final DatasetReading reading = new DatasetReading();

    /** The data set, none of whose pictures has been looked at. */
    public Dataset dataset() throws IOException {
        return reading.dataset(names);
    }

    /** How its pictures are read. */
    public PictureReader reader() {
        return reading.reader();
    }
}
