package vtp.loader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The files that make a checkpoint's folder, by the names that the Hugging Face hub gives them.
 *
 * @since 0.1.0
 */
public final class CheckpointFiles {
    /** The network's configuration. */
    public static final String CONFIG = "config.json";

    /** All weights in one file. */
    public static final String WEIGHTS = "model.safetensors";

    /** Where the weights are in several files, which of them holds which tensor. */
    public static final String INDEX = "model.safetensors.index.json";

    private CheckpointFiles() {}

    /**
     * Lists the needed files that a folder lacks, by name. Of {@value #WEIGHTS} and shards the former counts where both
     * are, even if it is a link to nothing: so does {@link Checkpoint#open}.
     */
    public static List<String> missing(Path folder) {
        List<String> needed = new ArrayList<>(List.of(CONFIG));
        Path index = folder.resolve(INDEX);
        if (Files.exists(folder.resolve(WEIGHTS), LinkOption.NOFOLLOW_LINKS) || Files.notExists(index)) {
            needed.add(WEIGHTS);
        } else {
            try {
                needed.addAll(ShardIndex.read(index).shards().keySet());
            } catch (IOException e) {
                return List.of(INDEX); // there, but of no use
            }
        }
        return needed.stream()
                .filter(file -> !Files.isRegularFile(folder.resolve(file)))
                .toList();
    }
}
