package vtp.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import vtp.datasets.SpreadExtraction;

/**
 * What a folder remembers of the extraction that was begun there: the head of its manifest, and the pictures' names.
 *
 * @param local an empty folder of this machine, where the extraction reads and writes them
 * @param manifest the head's name in the folder
 * @param pictures the names' name
 * @param ending of the names of files that nothing but an extraction may have written there
 */
record BeginningRecord(RemoteFolder folder, Path local, String manifest, String pictures, String ending) {
    /**
     * Begins an extraction, or goes on with the one that was begun.
     *
     * @throws IOException if that was another, or if the folder holds files of unknown origin
     */
    SpreadExtraction.Begun begin(SpreadExtraction spread) throws IOException {
        if (folder.exists(manifest)) {
            download(manifest);
            return spread.begin();
        }
        for (String name : folder.list("")) {
            if (name.endsWith(ending)) {
                throw new IOException(folder + "/" + name + ": nothing says what it is; choose another folder, or begin"
                        + " anew with --restart");
            }
        }
        SpreadExtraction.Begun begun = spread.begin();
        folder.create(manifest.substring(0, manifest.lastIndexOf('/')));
        if (Files.exists(local.resolve(SpreadExtraction.PICTURES))) {
            folder.upload(local.resolve(SpreadExtraction.PICTURES), pictures);
        }
        folder.upload(local.resolve(SpreadExtraction.MANIFEST), manifest);
        return begun;
    }

    /** Copies a manifest of the folder, and the pictures' names if they are known, to this machine. */
    void download(String of) throws IOException {
        folder.download(of, local.resolve(SpreadExtraction.MANIFEST));
        if (folder.exists(pictures)) {
            folder.download(pictures, local.resolve(SpreadExtraction.PICTURES));
        }
    }
}
