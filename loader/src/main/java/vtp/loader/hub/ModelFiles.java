package vtp.loader.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import vtp.loader.ShardIndex;

/** Which files of a repository make a model. */
final class ModelFiles {

    static final String CONFIG = "config.json";
    static final String WEIGHTS = "model.safetensors";
    static final String INDEX = "model.safetensors.index.json";

    private ModelFiles() {}

    /**
     * The needed files that a folder lacks. Of {@code model.safetensors} and shards the former counts where both are, even
     * if it is a link to nothing: so does {@link vtp.loader.Checkpoint#open}.
     */
    static List<String> missing(Path folder) {
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
