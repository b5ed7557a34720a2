package vtp.datasets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Parquet files of a folder, if they are those of one data set. */
final class ParquetFolder {
    static final String ENDING = ".parquet";
    /** How the Hugging Face hub names the parts of a split. */
    private static final Pattern PART = Pattern.compile("(.*)-\\d{5}-of-(\\d{5})(-[0-9a-f]+)?\\.parquet");

    private ParquetFolder() {}

    static boolean isParquet(String name) {
        return name.toLowerCase(Locale.ROOT).endsWith(ENDING);
    }

    /**
     * Returns the files of a folder in the order of their names.
     *
     * @throws DatasetException if there are none, or they are of several splits: training pictures and others
     */
    static List<Path> files(Path folder, boolean hidden) throws IOException {
        List<String> names = new ArrayList<>(
                new FolderTree(hidden, new Omissions()).list(folder).files());
        names.removeIf(name -> !isParquet(name));
        names.sort(CodePointOrder.INSTANCE);
        SortedSet<String> splits = new TreeSet<>();
        for (String name : names) {
            Matcher part = PART.matcher(name);
            if (part.matches()) {
                splits.add(part.group(1));
            }
        }
        if (names.isEmpty()) {
            throw new DatasetException(folder.toString(), "has no files that end in " + ENDING);
        }
        if (splits.size() > 1) {
            throw new DatasetException(
                    folder.toString(),
                    "has the files of several splits: " + String.join(", ", splits) + "; name those of one: "
                            + folder.resolve(splits.last()) + "-*" + ENDING);
        }
        return names.stream().map(folder::resolve).toList();
    }
}
