package vtp.evaluation.frechet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import vtp.evaluation.EvaluationException;
import vtp.loader.Npz;

/**
 * What a set of pictures is held in, told by looking.
 *
 * @since 0.1.0
 */
public enum SetKind {
    /** A data set of picture files. */
    PICTURES,
    /** Files of latents, which a model makes pictures of. */
    LATENTS,
    /** An npz of pictures. */
    SAMPLES,
    /** An npz of statistics. */
    STATISTICS,
    /** An npz of statistics, and of some of the pictures, as OpenAI publishes references. */
    SAMPLES_AND_STATISTICS;

    private static final List<String> LATENTS_SUFFIXES = List.of(".safetensors", ".npy");

    /** Returns whether its pictures are at hand, or can be made. */
    public boolean hasPictures() {
        return this != STATISTICS;
    }

    /** Returns whether it brings statistics. */
    public boolean hasStatistics() {
        return this == STATISTICS || this == SAMPLES_AND_STATISTICS;
    }

    /**
     * Looks: a name that ends in {@code .npz} is one; a {@code .safetensors} or {@code .npy} file, or a folder with one
     * in it, holds latents, and so does one that has nothing else in its sub-folders; all else is a data set.
     *
     * @throws vtp.loader.LoaderException if an npz is malformed or cannot be read
     * @throws EvaluationException if an npz has neither pictures nor statistics
     */
    public static SetKind of(String name) throws IOException {
        if (name.toLowerCase(Locale.ROOT).endsWith(".npz")) {
            return ofNpz(Path.of(name));
        }
        return latents(name).isEmpty() ? PICTURES : LATENTS;
    }

    private static SetKind ofNpz(Path path) throws IOException {
        try (Npz file = Npz.open(path)) {
            boolean samples = SampleFile.isIn(file);
            if (StatisticsFile.isIn(file)) {
                return samples ? SAMPLES_AND_STATISTICS : STATISTICS;
            }
            if (!samples) {
                throw new EvaluationException(
                        path.toString(),
                        "has neither pictures, arr_0, nor statistics, mu and sigma, but "
                                + String.join(", ", file.arrays().keySet()));
            }
            return SAMPLES;
        }
    }

    /**
     * Returns the files of latents that a name stands for, in order; none if it stands for something else. Those of
     * sub-folders count where there is nothing but latents, as "vtp encode -r" writes them: beside the shards of an
     * extraction lie others of features.
     */
    public static List<Path> latents(String name) throws IOException {
        if (name.contains("{")) {
            return List.of(); // several archives
        }
        Path path = Path.of(name);
        if (!Files.isDirectory(path)) {
            return endsAsLatents(path) ? List.of(path) : List.of();
        }
        List<Path> tree = treeOfLatents(path);
        if (!tree.isEmpty()) {
            return tree;
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(SetKind::endsAsLatents)
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }

    /** All files below a folder, in order; none if one of them is of another kind. */
    private static List<Path> treeOfLatents(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> entries = Files.walk(folder)) {
            for (Path entry : (Iterable<Path>) entries::iterator) {
                if (!Files.isDirectory(entry)) {
                    if (!endsAsLatents(entry)) {
                        return List.of();
                    }
                    found.add(entry);
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        Collections.sort(found);
        return found;
    }

    private static boolean endsAsLatents(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return LATENTS_SUFFIXES.stream().anyMatch(name::endsWith);
    }
}
