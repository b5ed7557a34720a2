package vtp.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import vtp.cli.console.Console;
import vtp.cli.console.JsonLine;
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

    /** A line of the list: what is left, what is right, and both as an object. */
    private record Row(String name, String state, JsonLine.Fields object) {}

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
        List<Row> rows = new ArrayList<>();
        for (CachedRepository repository : cache.list()) {
            if (isVtp(repository)) {
                held.add(repository.repository());
                add(repository, rows);
            }
        }
        for (Released released : Released.values()) {
            if (!held.contains(released.repoId())) {
                rows.add(missing(released));
            }
        }
        int width = rows.stream().mapToInt(row -> row.name().length()).max().orElse(0);
        for (Row row : rows) {
            console.result(row.name() + " ".repeat(width - row.name().length() + 2) + row.state(), row.object());
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

    private static void add(CachedRepository repository, List<Row> rows) {
        if (repository.snapshots().isEmpty()) {
            rows.add(row(repository.repository(), "", repository.partialBytes(), false));
        }
        for (CachedSnapshot snapshot : repository.snapshots()) {
            String revision = snapshot.refs().isEmpty()
                    ? snapshot.commit()
                    : snapshot.refs().get(0);
            rows.add(row(repository.repository(), revision, snapshot.bytes(), snapshot.complete()));
        }
    }

    private static Row row(String id, String revision, long bytes, boolean complete) {
        String name = revision.isEmpty() ? id : id + "@" + revision;
        String state = complete ? "" : ", incomplete: vtp pull " + name;
        return new Row(name, String.format(Locale.ROOT, "%8s", InfoText.size(bytes)) + state, json -> {
            json.writeStringField("id", id);
            json.writeStringField("revision", revision);
            json.writeNumberField("bytes", bytes);
            json.writeBooleanField("complete", complete);
        });
    }

    private static Row missing(Released released) {
        String command = "vtp pull " + released.shortName();
        return new Row(released.repoId(), "not here: " + command, json -> {
            json.writeStringField("id", released.repoId());
            json.writeNullField("revision");
            json.writeNumberField("bytes", 0);
            json.writeBooleanField("complete", false);
            json.writeStringField("get", command);
        });
    }
}
