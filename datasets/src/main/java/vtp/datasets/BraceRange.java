package vtp.datasets;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of many archives in one, as shells and WebDataset have them: {@code train-{000..031}.tar}. */
final class BraceRange {
    private static final Pattern RANGE = Pattern.compile("\\{(\\d{1,9})\\.\\.(\\d{1,9})\\}");
    private static final int MOST = 1_000_000;

    private BraceRange() {}

    /**
     * Returns the names, the last range changing fastest; the name itself if it has no range. Numbers are as wide as
     * the first one is written.
     */
    static List<String> expand(String name) throws DatasetException {
        List<String> names = List.of(name);
        while (RANGE.matcher(names.get(0)).find()) {
            List<String> more = new ArrayList<>();
            for (String one : names) {
                Matcher range = RANGE.matcher(one);
                range.find();
                int first = Integer.parseInt(range.group(1));
                int last = Integer.parseInt(range.group(2));
                if (first > last || more.size() + (long) last - first >= MOST) {
                    throw new DatasetException(name, "ranges run upwards, to at most " + MOST + " names");
                }
                String width = "%0" + range.group(1).length() + "d";
                for (int i = first; i <= last; i++) {
                    String number = String.format(Locale.ROOT, width, i);
                    more.add(one.substring(0, range.start()) + number + one.substring(range.end()));
                }
            }
            names = more;
        }
        return names;
    }
}
