package vtp.datasets;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vtp.loader.AtomicFile;

/**
 * Where things lie in the folder that an extraction writes:
 *
 * <pre>
 * latents_rank00_shard000.safetensors …   shards of latents; nothing else there ends so, since trainers read what does
 * clip/clip_rank00_shard000.safetensors   shards of features, each kind in a folder of its own
 * manifest.jsonl                          what became of each picture; manifest_rank00.jsonl … of several ranks
 * pictures.gz                             the pictures there were at the beginning, if they are files of folders
 * latents_stats.pt                        mean and deviation of each channel
 * .rank00/                                what is not finished yet
 * </pre>
 */
final class OutputFolder {
    static final String STATISTICS = "latents_stats.pt";
    static final String PICTURES = "pictures.gz";

    /** Of a single rank. */
    static final String MANIFEST_OF_ONE = "manifest.jsonl";

    private static final String SHARDS = ".safetensors";
    private static final Pattern SHARD = Pattern.compile("[a-z-]+_rank(\\d{2,})_shard(\\d{3,})\\.safetensors");
    private static final Pattern MANIFEST = Pattern.compile("manifest(_rank\\d{2,})?\\.jsonl");

    private final Path root;
    private final int rank;
    private final int world;

    OutputFolder(Path root, int rank, int world) {
        this.root = root;
        this.rank = rank;
        this.world = world;
    }

    Path root() {
        return root;
    }

    Path manifest() {
        return root.resolve(world == 1 ? MANIFEST_OF_ONE : ("manifest_rank" + digits("02", rank) + ".jsonl"));
    }

    /** The list of the pictures, that of all ranks. */
    Path pictures() {
        return root.resolve(PICTURES);
    }

    /** The folder for what is not finished. */
    Path work() {
        return root.resolve(".rank" + digits("02", rank));
    }

    Path statistics() {
        return root.resolve(STATISTICS);
    }

    /** The path of a shard, relative to the output folder. */
    String shard(String folder, int shard) {
        String prefix = folder.isEmpty() ? "latents" : folder;
        String name = prefix + "_rank" + digits("02", rank) + "_shard" + digits("03", shard) + SHARDS;
        return folder.isEmpty() ? name : folder + "/" + name;
    }

    private static String digits(String width, int number) {
        return String.format(Locale.ROOT, "%" + width + "d", number);
    }

    /** Makes the folder, and those of tensors that have one of their own. */
    void create(List<ShardTensor> tensors) throws IOException {
        if (Files.isRegularFile(root)) {
            throw new DatasetException(root.toString(), "is a file; a folder is needed");
        }
        try {
            Files.createDirectories(root);
            for (ShardTensor tensor : tensors) {
                Files.createDirectories(root.resolve(tensor.folder()));
            }
        } catch (IOException e) {
            throw DatasetException.unwritable(root.toString(), e);
        }
    }

    /** Makes the folder for unfinished work anew. */
    void createWork() throws IOException {
        try {
            deleteWork();
            Files.createDirectories(work());
        } catch (IOException e) {
            throw DatasetException.unwritable(work().toString(), e);
        }
    }

    /** Moves what is finished out of the folder for unfinished work. */
    static void publish(Path unfinished, Path target) throws IOException {
        try {
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw DatasetException.unwritable(target.toString(), e);
        }
        AtomicFile.synchroniseName(target);
    }

    void deleteWork() throws IOException {
        if (Files.isDirectory(work())) {
            for (Path file : list(work())) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(work());
        }
    }

    /** The manifests in a folder, of all ranks, in order. */
    static List<Path> manifests(Path root) throws IOException {
        return list(root).stream()
                .filter(file -> MANIFEST.matcher(name(file)).matches())
                .sorted(Comparator.comparingInt((Path file) -> name(file).length())
                        .thenComparing(OutputFolder::name))
                .toList();
    }

    /** The files of the folder itself that a trainer takes for shards of latents, in its order. */
    static List<Path> latents(Path root) throws IOException {
        return list(root).stream()
                .filter(file -> name(file).endsWith(SHARDS))
                .sorted((a, b) -> CodePointOrder.INSTANCE.compare(name(a), name(b)))
                .toList();
    }

    /** The shards of this rank, whichever the folder, and their numbers. */
    SortedMap<Path, Integer> shards(List<ShardTensor> tensors) throws IOException {
        SortedMap<Path, Integer> shards = new TreeMap<>();
        List<Path> folders = tensors.stream()
                .map(tensor -> root.resolve(tensor.folder()))
                .distinct()
                .filter(Files::exists)
                .toList();
        for (Path folder : folders) {
            for (Path file : list(folder)) {
                Matcher shard = SHARD.matcher(name(file));
                if (shard.matches() && Integer.parseInt(shard.group(1)) == rank) {
                    shards.put(file, Integer.parseInt(shard.group(2)));
                }
            }
        }
        return shards;
    }

    /** Refuses a folder in which something else would be read as shards. */
    void requireNothingElse() throws IOException {
        for (Path file : latents(root)) {
            Matcher shard = SHARD.matcher(name(file));
            if (!shard.matches() || Integer.parseInt(shard.group(1)) >= world) {
                throw new DatasetException(
                        file.toString(),
                        "is no shard of this extraction, but a trainer reads every file of the folder that ends in "
                                + SHARDS + "; move it, or choose another folder");
            }
        }
    }

    static List<Path> list(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(files::add);
        } catch (IOException e) {
            throw DatasetException.unreadable(folder.toString(), e);
        }
        return files;
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
