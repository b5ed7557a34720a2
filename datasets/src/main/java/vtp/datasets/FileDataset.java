package vtp.datasets;

/** A data set whose pictures are files that are found by their names, without walking to them. */
interface FileDataset extends Dataset {
    /** The file of a picture, whether it is still there or not. */
    Item.Content content(String name);
}
