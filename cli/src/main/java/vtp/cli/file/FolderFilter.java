package vtp.cli.file;

import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which files of a folder a command takes.
 *
 * @param plural what they are called in messages
 * @param wanted whether a file is one, by its name
 * @param alike what a file is that is none but that a person may take for one, by its name: "HEIC"; null for all else
 */
public record FolderFilter(String plural, Predicate<Path> wanted, Function<Path, @Nullable String> alike) {
    boolean isWanted(Path file) {
        return wanted.test(file);
    }
}
