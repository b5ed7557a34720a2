package vtp.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;

/**
 * A folder that driver and executors share, on any of Hadoop's file systems. A file appears under its name whole or not
 * at all, by being renamed, and if one is there already, it does not matter whose stays: all writers of a name write
 * the same bytes. Names are relative, with slashes.
 */
final class RemoteFolder {
    /** What is not finished, at a place of its own for each writer. */
    private static final String UNFINISHED = ShardLayout.WORK + "/unfinished";

    private final FileSystem files;
    private final Path root;

    RemoteFolder(String root, Configuration configuration) throws IOException {
        Path path = new Path(root);
        FileSystem system = path.getFileSystem(configuration);
        // The checksums that Hadoop puts beside each local file would lie among the shards.
        this.files = system instanceof LocalFileSystem local ? local.getRawFileSystem() : system;
        this.root = files.makeQualified(path);
    }

    /** Writes the contents of a file. */
    interface Content {
        void write(OutputStream stream) throws IOException;
    }

    @Override
    public String toString() {
        return root.toString();
    }

    private Path path(String name) {
        return name.isEmpty() ? root : new Path(root, name);
    }

    boolean exists(String name) throws IOException {
        return files.exists(path(name));
    }

    /** The length of a file in bytes; −1 if there is none. */
    long size(String name) throws IOException {
        try {
            return files.getFileStatus(path(name)).getLen();
        } catch (FileNotFoundException e) {
            return -1;
        }
    }

    /** The names of what is in a folder, in it; nothing if there is no such folder. */
    List<String> list(String folder) throws IOException {
        List<String> names = new ArrayList<>();
        try {
            for (FileStatus status : files.listStatus(path(folder))) {
                names.add(status.getPath().getName());
            }
        } catch (FileNotFoundException e) {
            return List.of();
        }
        names.sort(null);
        return names;
    }

    /** Makes the folders that files are written to. */
    void create(String... folders) throws IOException {
        files.mkdirs(path(UNFINISHED));
        for (String folder : folders) {
            files.mkdirs(path(folder));
        }
    }

    InputStream open(String name) throws IOException {
        return files.open(path(name));
    }

    /** Copies a file to this machine. */
    void download(String name, java.nio.file.Path to) throws IOException {
        try (InputStream in = open(name)) {
            Files.copy(in, to);
        }
    }

    /** Copies a file from this machine. */
    void upload(java.nio.file.Path from, String name) throws IOException {
        write(name, stream -> Files.copy(from, stream));
    }

    /** Writes a file. */
    void write(String name, Content content) throws IOException {
        Path unfinished = path(UNFINISHED + "/" + UUID.randomUUID());
        try {
            // Not recursive: a task that outlives its job finds no folder any more.
            try (FSDataOutputStream stream = files.createNonRecursive(
                    unfinished,
                    true,
                    1 << 16,
                    files.getDefaultReplication(root),
                    files.getDefaultBlockSize(root),
                    null)) {
                content.write(stream);
                if (stream.hasCapability(StreamCapabilities.HSYNC)) {
                    stream.hsync();
                }
            }
            if (!files.rename(unfinished, path(name)) && !exists(name)) {
                throw new IOException(
                        path(name) + ": cannot be written: the file system refuses to rename " + unfinished);
            }
        } finally {
            files.delete(unfinished, false);
        }
    }

    /** Deletes a file or folder with all that is in it, if it is there. */
    void delete(String name) throws IOException {
        files.delete(path(name), true);
    }
}
