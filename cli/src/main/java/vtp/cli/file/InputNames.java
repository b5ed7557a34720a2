package vtp.cli.file;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects input files, and names their results. Of several folders the files are told apart by the folders' names:
 * always in what results say of themselves, and in the names of their files where these would be the same otherwise.
 */
final class InputNames {
    /** What one argument gave; no folder if it was a file. */
    private record Part(List<String> folder, List<InputFile> files) {
        boolean isFolder() {
            return !folder.isEmpty();
        }

        /** The last so many steps of the folder's path. */
        String name(int steps) {
            return String.join("/", folder.subList(Math.max(0, folder.size() - steps), folder.size()));
        }

        Part below(String name, boolean inFiles) {
            List<InputFile> renamed = new ArrayList<>();
            for (InputFile file : files) {
                String whole = name + "/" + file.relative();
                renamed.add(file.named(inFiles ? whole : file.relative(), whole));
            }
            return new Part(folder, renamed);
        }
    }

    private final List<Part> parts = new ArrayList<>();

    void add(InputFile file) {
        parts.add(new Part(List.of(), List.of(file)));
    }

    /**
     * Adds the files of a folder.
     *
     * @param isListed whether results keep the folder's whole path
     */
    void addFolder(Path folder, List<InputFile> files, boolean isListed) {
        if (isListed) {
            Part part = new Part(List.of(), files);
            String name = FileNames.below(folder);
            parts.add(name.isEmpty() ? part : part.below(name, true));
        } else {
            parts.add(new Part(FileNames.steps(folder.toAbsolutePath().normalize()), files));
        }
    }

    boolean has(InputFile file) {
        return parts.stream().anyMatch(part -> part.files().contains(file));
    }

    /** All files, in the order in which they were added. */
    List<InputFile> files() {
        List<Part> folders = parts.stream().filter(Part::isFolder).toList();
        int steps = stepsThatTellApart(folders);
        boolean inFiles = anyTwoHaveOneName(folders);
        List<InputFile> files = new ArrayList<>();
        for (Part part : parts) {
            boolean below = part.isFolder() && folders.size() > 1;
            files.addAll((below ? part.below(part.name(steps), inFiles) : part).files());
        }
        return files;
    }

    /** How many steps from the end of the folders' paths are needed to tell them apart; all if nothing does. */
    private static int stepsThatTellApart(List<Part> folders) {
        int longest =
                folders.stream().mapToInt(part -> part.folder().size()).max().orElse(0);
        for (int steps = 1; steps < longest; steps++) {
            Set<String> names = new HashSet<>();
            for (Part part : folders) {
                names.add(part.name(steps));
            }
            if (names.size() == folders.size()) {
                return steps;
            }
        }
        return longest;
    }

    private static boolean anyTwoHaveOneName(List<Part> folders) {
        Set<String> names = new HashSet<>();
        return folders.stream()
                .flatMap(part -> part.files().stream())
                .anyMatch(file -> file.problem() == null && !names.add(file.relative()));
    }
}
