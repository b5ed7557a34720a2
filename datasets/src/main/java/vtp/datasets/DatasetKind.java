package vtp.datasets;

/**
 * What pictures are taken from.
 *
 * @since 0.1.0
 */
public enum DatasetKind {
    /** A folder with a folder for each class: {@link ClassFolder}. */
    CLASSES,
    /** A folder of pictures: {@link FlatFolder}. */
    FLAT,
    /** A text file that lists pictures: {@link ListFile}. */
    LIST,
    /** Archives of samples: {@link TarSamples}. */
    TAR,
    /** Files of rows, each of which has a picture: {@link ParquetRows}. */
    PARQUET
}
