package vtp.engine;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vtp.engine.config.LoadOptions;
import vtp.engine.config.ModelException;
import vtp.engine.files.ModelSource;
import vtp.engine.files.NameSuggestion;
import vtp.engine.files.Released;
import vtp.loader.CheckpointFiles;
import vtp.loader.hub.CachedSnapshot;
import vtp.loader.hub.HubCache;
import vtp.loader.hub.HubEnvironment;
import vtp.loader.hub.HubException;
import vtp.loader.hub.RepoId;

/**
 * Finds models by what a person calls them: a folder, a file, {@code small}, {@code base} or {@code large}, another id
 * on the Hugging Face hub, or the built-in {@value #BUILT_IN}. What exists on disk comes first; nothing is ever
 * downloaded.
 *
 * <pre>{@code
 * try (VtpModel model = Models.load("small")) { … }    // of the Hugging Face cache, once "vtp pull small" has been run
 * try (VtpModel model = Models.load("vtp-nano")) { … } // tiny, comes with the library, to try things
 * }</pre>
 *
 * @since 0.1.0
 */
public final class Models {
    /** The name of the model that comes with the library: tiny, trained on drawings. */
    public static final String BUILT_IN = "vtp-nano";

    private Models() {}

    /** Loads a model, all its parts, with {@link LoadOptions#defaults}: {@link #load(String, LoadOptions)}. */
    public static VtpModel load(String named) throws IOException {
        return load(named, LoadOptions.defaults());
    }

    /**
     * Loads a model.
     *
     * @param named as {@link #find(String)} takes it
     * @throws ModelException if there is none; it says what was looked for, where, and how to get it
     * @throws IOException if it cannot be read
     */
    public static VtpModel load(String named, LoadOptions options) throws IOException {
        return VtpModel.load(find(named), options);
    }

    /** {@link #find(String, Map)} with the environment variables of this process. */
    public static ModelSource find(String named) throws IOException {
        return find(named, System.getenv());
    }

    /**
     * The model that comes with the library.
     *
     * @throws IOException if it was packed without it
     */
    public static ModelSource builtIn() throws IOException {
        MemorySegment weights = MemorySegment.ofArray(resource(CheckpointFiles.WEIGHTS));
        return ModelSource.memory(BUILT_IN, resource(CheckpointFiles.CONFIG), weights);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Models.class.getResourceAsStream("/" + BUILT_IN + "/" + name)) {
            if (in == null) {
                throw new ModelException(BUILT_IN, "this program was packed without " + BUILT_IN + "/" + name);
            }
            return in.readAllBytes();
        }
    }

    /**
     * Finds a model.
     *
     * @param named a folder, a safetensors file, a short name of a released model, a hub id, or {@value #BUILT_IN}
     * @param environment the variables that say where the Hugging Face cache is
     * @throws ModelException if there is none; it says what was looked for, where, and how to get it
     */
    public static ModelSource find(String named, Map<String, String> environment) throws IOException {
        Path path = path(named);
        if (path != null && Files.exists(path)) {
            return ModelSource.folder(path);
        }
        if (named.equals(BUILT_IN)) {
            return builtIn();
        }
        if (named.contains("://")) {
            throw new ModelException(
                    named,
                    "is an address, and nothing is fetched from one; get a model with \"vtp pull\" and name it by its"
                            + " id, such as " + Released.SMALL.repoId());
        }
        Optional<RepoId> id = hubId(named);
        if (id.isEmpty()) {
            throw new ModelException(named, "no such model" + meant(named));
        }
        return cached(named, id.get(), environment);
    }

    /** The name that was probably meant by one that means nothing, or else what there is to name. */
    private static String meant(String named) {
        List<String> names = Arrays.stream(Released.values())
                .flatMap(released -> Stream.of(released.shortName(), withoutOwner(released)))
                .toList();
        return NameSuggestion.ofTyped(named, names)
                .map(name -> "; did you mean \"" + name + "\"?")
                .orElse(": neither a folder nor a file, nor small, base or large, nor a hub id such as "
                        + Released.SMALL.repoId());
    }

    private static String withoutOwner(Released released) {
        return released.repoId().replaceFirst(".*/", "");
    }

    private static ModelSource cached(String named, RepoId id, Map<String, String> environment) throws IOException {
        HubCache cache = new HubCache(HubEnvironment.of(environment).cache());
        Optional<CachedSnapshot> snapshot = cache.snapshot(id);
        if (snapshot.isEmpty()) {
            throw new ModelException(
                    named,
                    "there is no such file or folder, and the model " + id + " is not in the cache " + cache.root()
                            + "; get it with: vtp pull " + named);
        }
        if (!snapshot.get().complete()) {
            throw new ModelException(
                    named,
                    "the model " + id + " in the cache " + cache.root() + " lacks "
                            + String.join(", ", snapshot.get().missing()) + "; complete it with: vtp pull " + named);
        }
        return ModelSource.folder(id.toString(), snapshot.get().folder());
    }

    /** What a name means on the hub: a short name, or an id; empty if it can be neither. */
    public static Optional<RepoId> hubId(String named) {
        try {
            for (Released released : Released.values()) {
                String withoutOwner = withoutOwner(released);
                if (released.shortName().equals(named) || named.equals(withoutOwner)) {
                    return Optional.of(RepoId.parse(released.repoId()));
                }
                if (named.startsWith(withoutOwner + "@")) {
                    return Optional.of(RepoId.parse(released.repoId() + named.substring(withoutOwner.length())));
                }
            }
            return Optional.of(RepoId.parse(named));
        } catch (HubException notAnId) {
            return Optional.empty();
        }
    }

    private static @Nullable Path path(String named) {
        try {
            return Path.of(named);
        } catch (InvalidPathException e) {
            return null;
        }
    }
}
