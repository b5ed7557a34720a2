package vtp.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import vtp.cli.console.Console;
import vtp.cli.console.Terminal;
import vtp.cli.option.CommonOptions;
import vtp.engine.files.Released;
import vtp.loader.CheckpointFiles;
import vtp.loader.Json;
import vtp.loader.hub.CachedRepository;
import vtp.loader.hub.CachedSnapshot;
import vtp.loader.hub.HubCache;
import vtp.loader.hub.HubEnvironment;

@Command(footer = {"", "Examples:", "  vtp models", "  vtp models --json"})
public final class ModelsCommand implements Callable<Integer> {
    /** What the model_type of a VTP configuration is. */
    private static final String TYPE = "vtp";

    private final Terminal terminal;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    public ModelsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Console console = common.console(terminal);
        HubCache cache = new HubCache(HubEnvironment.of(terminal.environment()).cache());
        Set<String> held = new HashSet<>();
        for (CachedRepository repository : cache.list()) {
            if (isVtp(repository)) {
                held.add(repository.repository());
                print(console, repository);
            }
        }
        for (Released released : Released.values()) {
            if (!held.contains(released.repoId())) {
                printMissing(console, released);
            }
        }
        console.note("the cache is " + cache.root());
        return console.failures();
    }

    /** By its name, or by what its configuration says of itself. */
    private static boolean isVtp(CachedRepository repository) {
        if (repository.repository().toLowerCase(Locale.ROOT).contains(TYPE)) {
            return true;
        }
        for (CachedSnapshot snapshot : repository.snapshots()) {
            try {
                Path config = snapshot.folder().resolve(CheckpointFiles.CONFIG);
                if (TYPE.equals(Json.readObject(config).get("model_type"))) {
                    return true;
                }
            } catch (IOException ignored) {
                // Not known to be ours.
            }
        }
        return false;
    }

    private static void print(Console console, CachedRepository repository) throws IOException {
        if (repository.snapshots().isEmpty()) {
            print(console, repository.repository(), "", repository.partialBytes(), false);
        }
        for (CachedSnapshot snapshot : repository.snapshots()) {
            String revision = snapshot.refs().isEmpty()
                    ? snapshot.commit()
                    : snapshot.refs().get(0);
            print(console, repository.repository(), revision, snapshot.bytes(), snapshot.complete());
        }
    }

    private static void print(Console console, String id, String revision, long bytes, boolean complete)
            throws IOException {
        String name = revision.isEmpty() ? id : id + "@" + revision;
        String state = complete ? "" : ", incomplete: vtp pull " + name;
        console.result(name + "  " + InfoText.size(bytes) + state, json -> {
            json.writeStringField("id", id);
            json.writeStringField("revision", revision);
            json.writeNumberField("bytes", bytes);
            json.writeBooleanField("complete", complete);
        });
    }

    private static void printMissing(Console console, Released released) throws IOException {
        String command = "vtp pull " + released.shortName();
        console.result(released.repoId() + "  not here: " + command, json -> {
            json.writeStringField("id", released.repoId());
            json.writeNullField("revision");
            json.writeNumberField("bytes", 0);
            json.writeBooleanField("complete", false);
            json.writeStringField("get", command);
        });
    }
}
