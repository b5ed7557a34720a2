package vtp.cli;

import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A line of shell in a document. */
final class ShellLine {
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    private ShellLine() {}

    /** Its words, without the quotes around some. */
    static Stream<String> words(String line) {
        return WORD.matcher(line).results().map(word -> word.group(1) == null ? word.group(2) : word.group(1));
    }
}
