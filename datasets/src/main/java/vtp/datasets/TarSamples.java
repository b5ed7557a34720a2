package vtp.datasets;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import vtp.datasets.Omissions.Reason;
import vtp.loader.Json;
import vtp.loader.Quote;

/**
 * Tar archives as WebDataset writes them: files that follow each other and have the same name up to its first dot are a
 * sample, of which one is the picture, and {@code .cls} or the "label" of {@code .json} the number of its class; 0 if
 * there is neither. Archives are read one after another, and no picture is before its turn.
 *
 * @since 0.1.0
 */
public final class TarSamples implements Dataset {
    /** The longest label file that is looked at. */
    private static final long MOST_LABEL_BYTES = 1 << 20;

    private final String name;
    private final List<Path> archives;

    /**
     * A data set of archives, which are not opened yet.
     *
     * @param name what messages call it
     * @param archives uncompressed, at least one, in their order
     */
    public TarSamples(String name, List<Path> archives) {
        this.name = name;
        this.archives = List.copyOf(archives);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> classNames() {
        return List.of();
    }

    @Override
    public Cursor open() {
        return new Walk();
    }

    private final class Walk implements Cursor {
        private final Omissions omissions = new Omissions();
        private int archive = -1;
        private @Nullable TarArchiveInputStream tar;
        /** The first entry of the next sample. */
        private @Nullable TarArchiveEntry ahead;

        @Override
        public @Nullable Item next() throws IOException {
            while (true) {
                while (ahead == null) {
                    if (archive == archives.size() - 1) {
                        return null;
                    }
                    openNext();
                }
                Item item = sample();
                if (item != null) {
                    return item;
                }
                omissions.add(Reason.NO_PICTURE);
            }
        }

        private void openNext() throws IOException {
            close();
            archive++;
            try {
                tar = new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(archives.get(archive))));
            } catch (IOException e) {
                throw DatasetException.unreadable(path().toString(), e);
            }
            ahead = nextFile();
        }

        private Path path() {
            return archives.get(archive);
        }

        private @Nullable TarArchiveEntry nextFile() throws IOException {
            TarArchiveInputStream in = Objects.requireNonNull(tar);
            try {
                TarArchiveEntry entry = in.getNextEntry();
                while (entry != null && !entry.isFile()) {
                    entry = in.getNextEntry();
                }
                if (entry != null && entry.isSparse()) {
                    throw new DatasetException(path().toString(), "has a sparse file: " + Quote.of(entry.getName()));
                }
                return entry;
            } catch (DatasetException e) {
                throw e;
            } catch (IOException | IllegalArgumentException e) {
                throw new DatasetException(
                        path().toString(), "is no sound tar archive from byte " + in.getBytesRead() + " on", e);
            }
        }

        /** Reads to the end of a sample; null if it has no picture. */
        private @Nullable Item sample() throws IOException {
            String key = key(Objects.requireNonNull(ahead).getName());
            Item.@Nullable Content picture = null;
            String pictureName = "";
            long label = 0;
            while (ahead != null && key(ahead.getName()).equals(key)) {
                String ending = ahead.getName().substring(key.length());
                if (picture == null && PictureNames.isPicture(ending)) {
                    long offset = Objects.requireNonNull(tar).getBytesRead();
                    picture = new FileContent(path(), ahead.getName(), offset, ahead.getSize());
                    pictureName = path().getFileName() + "/" + ahead.getName();
                } else if (ending.toLowerCase(Locale.ROOT).equals(".cls")) {
                    label = number(ahead, text(ahead).strip());
                } else if (ending.toLowerCase(Locale.ROOT).equals(".json")) {
                    Object value = Json.readObject(where(ahead), text(ahead).getBytes(StandardCharsets.UTF_8))
                            .get("label");
                    label = value == null ? label : number(ahead, value.toString());
                }
                ahead = nextFile();
            }
            return picture == null ? null : new Item(pictureName, label, picture);
        }

        private String where(TarArchiveEntry entry) {
            return path() + "/" + entry.getName();
        }

        private String text(TarArchiveEntry entry) throws IOException {
            if (entry.getSize() > MOST_LABEL_BYTES) {
                throw new DatasetException(where(entry), "has " + entry.getSize() + " bytes, too many for a label");
            }
            byte[] bytes = Objects.requireNonNull(tar).readNBytes((int) entry.getSize());
            return new String(bytes, StandardCharsets.UTF_8);
        }

        private long number(TarArchiveEntry entry, String text) throws DatasetException {
            if (!text.matches("\\d{1,18}")) {
                throw new DatasetException(
                        where(entry), "is " + Quote.of(text) + " where the number of a class is needed");
            }
            return Long.parseLong(text);
        }

        @Override
        public Omissions omissions() {
            return omissions;
        }

        @Override
        public void close() throws IOException {
            if (tar != null) {
                tar.close();
            }
        }
    }

    /** The name up to the first dot of its last part. */
    private static String key(String path) {
        int dot = path.indexOf('.', path.lastIndexOf('/') + 1);
        return dot < 0 ? path : path.substring(0, dot);
    }
}
