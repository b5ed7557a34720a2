package vtp.cli.command;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vtp.cli.console.Console;
import vtp.cli.console.GarbageLimit;
import vtp.cli.console.LastingLog;
import vtp.cli.console.LibraryLog;
import vtp.cli.console.Terminal;
import vtp.cli.console.UsageException;
import vtp.cli.file.TextFiles;
import vtp.cli.option.CommonOptions;
import vtp.cli.option.GeneratorOptions;
import vtp.cli.option.ModelOptions;
import vtp.cli.option.SamplingOptions;
import vtp.engine.VtpModel;
import vtp.engine.files.CheckpointDigest;
import vtp.engine.files.ModelSource;
import vtp.engine.files.UserCache;
import vtp.generation.ClassNames;
import vtp.generation.Generator;
import vtp.generation.GeneratorSource;
import vtp.generation.LatentScale;
import vtp.generation.config.SamplingConfig;
import vtp.search.ImageSearcher;
import vtp.server.VtpServer;
import vtp.server.config.Limits;
import vtp.server.config.ServedGenerator;
import vtp.server.config.ServerOptions;

@Command(
        footer = {
            "",
            "The page is at the address that is printed, the API below it: /docs describes it.",
            "Only this machine can connect. To let others in, name a host, and a file with a token that they send as"
                    + " \"Authorization: Bearer TOKEN\"; or --open, which lets everyone in.",
            "SIGTERM and Ctrl-C stop it: requests that are in are answered first. The exit code is then 143 or 130.",
            "",
            "Examples:",
            "  vtp serve --open-browser",
            "  vtp serve -m small --port 9000",
            "  vtp serve --index photos.index",
            "  vtp serve -m base --generator 0100000.pt --stats latents_stats.pt --steps 50 --shift 0.3",
            "  vtp serve -m base --host 0.0.0.0 --token-file token.txt",
            "  curl -F picture=@dog.png -F label=dog -F label=cat http://127.0.0.1:8080/v1/classify"
        })
public final class ServeCommand implements Callable<Integer> {
    private static final String LINE_FORMAT = "java.util.logging.SimpleFormatter.format";
    private static final int MOST_SECONDS = 3600;
    private static final int GARBAGE_SECONDS = 5;
    private static final int MOST_MEBIBYTES = 1023;

    private final Terminal terminal;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "The name or address to listen on. Default: 127.0.0.1, this machine alone.")
    private String host = ServerOptions.defaults().host();

    @Option(names = "--port", paramLabel = "N", description = "The port; 0 for any that is free. Default: 8080.")
    private int port = ServerOptions.defaults().port();

    @Option(names = "--open-browser", description = "Show the page in the browser.")
    private boolean browser;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "A file whose first line is a token of 16 letters or more, which every request must send.")
    private @Nullable Path tokenFile;

    @Option(names = "--open", description = "Let everyone in who reaches the host, without a token.")
    private boolean open;

    @Option(
            names = "--cors",
            paramLabel = "ORIGIN",
            description = "A site whose pages may use the API, such as https://example.org; several, each after its own"
                    + " --cors.")
    private List<String> origins = List.of();

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Pictures that are computed together, if so many wait. Default: 32.")
    private int batch = Limits.usual().batch();

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "How long a request may take. Default: 60.")
    private int timeout = (int) Limits.usual().deadline().toSeconds();

    @Option(names = "--max-body", paramLabel = "MIB", description = "The longest request, in MiB. Default: 32.")
    private int maxBody = (int) (Limits.usual().bodyBytes() >> 20);

    @Option(
            names = "--index",
            paramLabel = "INDEX",
            description = "Search the pictures of this folder, which \"vtp index\" has written, with the model of the"
                    + " index.")
    private @Nullable Path index;

    @Mixin
    private final GeneratorOptions generator = new GeneratorOptions();

    @Mixin
    private final SamplingOptions sampling = new SamplingOptions();

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    public ServeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Console console = common.console(terminal);
        Optional<String> token = token(console);
        ServerOptions options = options(token);
        Logger log = logger(console);
        Optional<ImageSearcher> searcher = searcher();
        ModelSource files =
                model.find(console, searcher.map(opened -> opened.settings().model()));
        if (searcher.isPresent()) {
            CheckpointDigest digest = new CheckpointDigest(UserCache.of(terminal.environment()));
            searcher.get().requireModel(files.name(), digest.sha256(files));
        }
        Optional<GeneratorSource> source = generator.findFor(files, console);
        Optional<ServedGenerator> drawing = source.isPresent() ? Optional.of(served(source.get())) : Optional.empty();
        VtpModel vtp = model.loadAll(files);
        VtpServer server = VtpServer.start(vtp, options, searcher, drawing);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            server.close();
                            vtp.close();
                            drawing.ifPresent(served -> served.generator().close());
                            LastingLog.end();
                            stopped.countDown();
                        },
                        "vtp-server-stop"));
        URI uri = server.uri();
        console.result("serving " + vtp.name() + " at " + uri, json -> json.writeStringField("url", uri.toString()));
        terminal.out().flush();
        if (browser) {
            show(token.isEmpty() ? uri : URI.create(uri + "#token=" + token.get()), console);
        }
        GarbageLimit garbage = new GarbageLimit();
        while (!stopped.await(GARBAGE_SECONDS, TimeUnit.SECONDS)) { // until the JVM is told to end
            garbage.check();
        }
        log.fine("stopped");
        return console.failures();
    }

    private Optional<ImageSearcher> searcher() throws IOException {
        if (index == null) {
            return Optional.empty();
        }
        LibraryLog.silenceLucene();
        return Optional.of(ImageSearcher.open(index));
    }

    private ServedGenerator served(GeneratorSource source) throws IOException {
        LatentScale scale = generator.scale(source);
        SamplingConfig usual = sampling.of(source.config().sampling());
        ClassNames classes = generator.names(source, terminal);
        return new ServedGenerator(Generator.load(source, model.options()), scale, usual, classes);
    }

    private ServerOptions options(Optional<String> token) {
        if (timeout < 1 || timeout > MOST_SECONDS) {
            throw new UsageException("--timeout " + timeout + ": must be 1 to " + MOST_SECONDS);
        }
        if (maxBody < 1 || maxBody > MOST_MEBIBYTES) {
            throw new UsageException("--max-body " + maxBody + ": must be 1 to " + MOST_MEBIBYTES);
        }
        if (batch < 1 || batch > 1024) {
            throw new UsageException("--batch " + batch + ": must be 1 to 1024");
        }
        Limits usual = Limits.usual();
        Limits limits = usual.withDeadline(Duration.ofSeconds(timeout))
                .withBodyBytes((long) maxBody << 20)
                .withPictures(usual.pictures(), Math.max(usual.waiting(), 4 * batch), batch);
        try {
            return new ServerOptions(host, port, token, open, Set.copyOf(origins), limits);
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    String.valueOf(e.getMessage())
                            .replace("give a token,", "give --token-file,")
                            .replace("open the server to everyone", "let everyone in with --open"),
                    e);
        }
    }

    private Optional<String> token(Console console) throws IOException {
        if (tokenFile == null) {
            return Optional.empty();
        }
        if (open) {
            throw new UsageException("--token-file and --open contradict each other");
        }
        String token = TextFiles.allLines(tokenFile.toString(), terminal).get(0).strip();
        PosixFileAttributeView view = Files.getFileAttributeView(tokenFile, PosixFileAttributeView.class);
        if (view != null && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_READ)) {
            console.note("vtp: " + tokenFile + ": all users of this machine can read the token; chmod 600 hides it");
        }
        return Optional.of(token);
    }

    /** One line a request, and of Jetty what goes wrong. The logger is to be kept: else it forgets its level. */
    private Logger logger(Console console) {
        if (System.getProperty(LINE_FORMAT) == null) {
            System.setProperty(LINE_FORMAT, "%1$tF %1$tT %5$s%6$s%n");
        }
        LastingLog.begin();
        LibraryLog.quietenJetty();
        Logger log = Logger.getLogger("vtp.server");
        log.setLevel(console.quiet() ? Level.WARNING : Level.INFO);
        return log;
    }

    private static void show(URI uri, Console console) {
        boolean windows = System.getProperty("os.name", "").startsWith("Windows");
        List<List<String>> openers = windows
                ? List.of(List.of("rundll32", "url.dll,FileProtocolHandler"))
                : List.of(List.of("xdg-open"), List.of("open"));
        for (List<String> opener : openers) {
            List<String> command = new ArrayList<>(opener);
            command.add(uri.toString());
            try {
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                return;
            } catch (IOException notThere) {
                // the next one may be
            }
        }
        console.note("vtp: no browser can be started from here; open the address yourself");
    }
}
