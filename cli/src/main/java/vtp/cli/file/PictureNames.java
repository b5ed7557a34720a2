package vtp.cli.file;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import vtp.engine.files.LatentsFile;

/** Names the pictures that latents become: by the pictures that were encoded, or else by the file and a number. */
public final class PictureNames {
    private PictureNames() {}

    /** What the pictures of a file will be named. */
    public static List<String> of(InputFile input, LatentsFile file) {
        return of(input, file.sources(), file.count());
    }

    /** @param sources what the file says that its pictures were called; none if it does not */
    static List<String> of(InputFile input, List<String> sources, int count) {
        List<String> numbers = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String number = PictureOutput.name(numbered(input, i, count));
            String source = sources.isEmpty() ? number : PictureOutput.name(sources.get(i));
            numbers.add(number);
            names.add(isUsable(source) ? source : number);
        }
        return areDifferent(names) ? names : numbers;
    }

    /** Whether no two names are the same, even where case makes no difference. */
    private static boolean areDifferent(List<String> names) {
        Set<String> different = new HashSet<>();
        return names.stream().allMatch(name -> different.add(name.toLowerCase(Locale.ROOT)));
    }

    /** Whether a name out of a file can name a result, rather than lead elsewhere. */
    private static boolean isUsable(String name) {
        try {
            return ResultName.problem(name) == null && !Path.of(name).isAbsolute();
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** "all.npy" and 7 of 100: "all.07". */
    private static String numbered(InputFile input, int index, int count) {
        String name = input.relative();
        for (String ending : TensorFormat.endings()) {
            boolean ends = name.toLowerCase(Locale.ROOT).endsWith(ending);
            name = ends ? name.substring(0, name.length() - ending.length()) : name;
        }
        int digits = String.valueOf(count - 1).length();
        String number = String.valueOf(index);
        return count == 1 ? name : name + "." + "0".repeat(digits - number.length()) + number;
    }
}
