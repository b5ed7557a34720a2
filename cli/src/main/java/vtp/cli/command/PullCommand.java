package vtp.cli.command;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import vtp.cli.console.Console;
import vtp.cli.console.Progress;
import vtp.cli.console.Terminal;
import vtp.cli.console.UsageException;
import vtp.cli.option.CommonOptions;
import vtp.engine.Models;
import vtp.engine.files.Released;
import vtp.loader.CheckpointFiles;
import vtp.loader.hub.CachedSnapshot;
import vtp.loader.hub.HubClient;
import vtp.loader.hub.HubEnvironment;
import vtp.loader.hub.HubException;
import vtp.loader.hub.PullListener;
import vtp.loader.hub.RepoId;

@Command(
        footer = {
            "",
            "The cache is the one of Python's huggingface_hub. HF_HOME, HF_HUB_CACHE, HF_TOKEN, HF_ENDPOINT and"
                    + " HF_HUB_OFFLINE"
                    + " are heeded. A download that was broken off is resumed.",
            "",
            "Examples:",
            "  vtp pull small",
            "  vtp pull MiniMaxAI/VTP-Large-f16d64@main"
        })
public final class PullCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(paramLabel = "MODEL", description = "small, base or large, or an id on the hub: org/name[@revision].")
    private String model = "";

    @Mixin
    private final CommonOptions common = new CommonOptions();

    public PullCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Console console = common.console(terminal);
        RepoId id = Models.hubId(model)
                .orElseThrow(() -> new UsageException("\"" + model
                        + "\" is neither small, base or large nor a hub id such as " + Released.SMALL.repoId()));
        HubClient hub = new HubClient(HubEnvironment.of(terminal.environment()));
        CachedSnapshot snapshot;
        try {
            snapshot = pull(hub, id, console);
        } catch (HubException e) {
            if (console.json()) {
                console.result("", json -> {
                    json.writeStringField("input", model);
                    json.writeStringField("error", String.valueOf(e.getMessage()));
                });
            }
            throw e;
        }
        console.done(id + " is complete: " + snapshot.folder(), json -> {
            json.writeStringField("input", model);
            json.writeStringField("id", id.repository());
            json.writeStringField("revision", snapshot.commit());
            json.writeStringField("folder", snapshot.folder().toString());
            json.writeNumberField("bytes", snapshot.bytes());
        });
        return console.failures();
    }

    private static CachedSnapshot pull(HubClient hub, RepoId id, Console console)
            throws IOException, InterruptedException {
        try (Listener listener = new Listener(console)) {
            return hub.pull(id, knownSha256(id), listener);
        }
    }

    /** What the weights of a released model must have, whatever the server says. */
    private static Map<String, String> knownSha256(RepoId id) {
        for (Released released : Released.values()) {
            if (released.repoId().equals(id.repository()) && id.revision().equals(RepoId.DEFAULT_REVISION)) {
                return Map.of(CheckpointFiles.WEIGHTS, released.weightsSha256());
            }
        }
        return Map.of();
    }

    /** A bar for each file on a screen, a line for each elsewhere. */
    private static final class Listener implements PullListener, AutoCloseable {
        private final Console console;
        private String file = "";
        private @Nullable Progress progress;

        Listener(Console console) {
            this.console = console;
        }

        @Override
        public void progress(String name, long doneBytes, long totalBytes) {
            if (!name.equals(file)) {
                close();
                file = name;
                String size = totalBytes == UNKNOWN ? "" : ", " + InfoText.size(totalBytes);
                console.note(doneBytes == totalBytes ? name + " is there" : "downloading " + name + size);
                progress = console.progress("bytes", totalBytes);
            }
            if (progress != null) {
                progress.to(doneBytes);
            }
        }

        @Override
        public void verifying(String name) {
            close();
            console.note("checking the sha256 of " + name);
        }

        @Override
        public void retrying(String name, String why, Duration pause) {
            console.note(why + "; trying again in " + pause.toSeconds() + " s");
        }

        @Override
        public void waiting(String name) {
            console.note("another process is downloading " + name + "; waiting for it");
        }

        @Override
        public void close() {
            if (progress != null) {
                progress.close();
                progress = null;
            }
        }
    }
}
