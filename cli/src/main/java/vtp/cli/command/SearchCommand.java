package vtp.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vtp.cli.console.Console;
import vtp.cli.console.Terminal;
import vtp.cli.console.UsageException;
import vtp.cli.option.CommonOptions;
import vtp.cli.option.IndexArgument;
import vtp.cli.option.ModelOptions;
import vtp.engine.VtpModel;
import vtp.engine.config.Part;
import vtp.engine.files.CheckpointDigest;
import vtp.engine.files.ModelSource;
import vtp.engine.files.UserCache;
import vtp.engine.image.Pixels;
import vtp.engine.image.Rgb;
import vtp.search.Answer;
import vtp.search.Hit;
import vtp.search.HitPage;
import vtp.search.ImageSearcher;
import vtp.search.IndexedFeature;
import vtp.search.IndexedPicture;
import vtp.search.TextQuery;

@Command(
        footer = {
            "",
            "Each text is a search of its own, for what is in a picture, by CLIP. A word behind a minus sign is not"
                    + " wanted, nor are several in quotes: \"a cat -dog\", 'a cat -\"black dog\"'. --picture and --like"
                    + " search for how pictures look, by the vision transformer's own feature. The score is a cosine,"
                    + " and means something only beside others of the same search.",
            "The model is that of the index, whatever the default above; -m says where it is if not by that name.",
            "",
            "Examples:",
            "  vtp search photos.index \"a red car at night\"",
            "  vtp search photos.index \"a cat -dog\" --top 24 --html cats.html",
            "  vtp search photos.index --picture dog.jpg --copy-to dogs",
            "  vtp search photos.index --like photos/dog.jpg --json"
        })
public final class SearchCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final IndexArgument index = new IndexArgument();

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "TEXT", description = "Texts; quote one that has blanks.")
    private List<String> texts = new ArrayList<>();

    @Option(names = "--picture", paramLabel = "FILE", description = "Search for pictures that look like this one.")
    private @Nullable Path picture;

    @Option(
            names = "--like",
            paramLabel = "NAME",
            description = "Search for pictures that look like this one of the index: its path.")
    private @Nullable String like;

    @Option(names = "--top", paramLabel = "K", description = "Show the K closest pictures. Default: 10.")
    private int top = 10;

    @Option(names = "--exact", description = "Compare with every picture, to see what the graph may have missed.")
    private boolean exact;

    @Option(
            names = "--copy-to",
            paramLabel = "DIR",
            description = "Copy the pictures that are found to this folder, with their places before their names.")
    private @Nullable Path copies;

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page with the pictures that are found.")
    private @Nullable Path page;

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    public SearchCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Console console = common.console(terminal);
        if (top < 1) {
            throw new UsageException("--top " + top + ": must be at least 1");
        }
        List<TextQuery> queries = queries();
        try (ImageSearcher searcher = index.open()) {
            List<Answer> answers = answers(searcher, queries, console);
            for (Answer answer : answers) {
                HitList.print(console, answer);
            }
            if (page != null && !answers.isEmpty()) {
                HitPage.write(page, answers, searcher.settings().reader());
                console.note(page + ": written");
            }
            if (copies != null && !answers.isEmpty()) {
                HitCopies.write(copies, answers, console);
            }
        }
        return console.failures();
    }

    private List<TextQuery> queries() {
        int ways = (texts.isEmpty() ? 0 : 1) + (picture == null ? 0 : 1) + (like == null ? 0 : 1);
        if (ways != 1) {
            throw new UsageException(
                    ways == 0
                            ? "nothing to search for: give a text, --picture or --like"
                            : "texts, --picture and --like contradict each other; give one of them");
        }
        try {
            return texts.stream().map(TextQuery::parse).toList();
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    private List<Answer> answers(ImageSearcher searcher, List<TextQuery> queries, Console console) throws IOException {
        if (like != null) {
            return List.of(new Answer(like, like(searcher, like)));
        }
        ModelSource files = model.find(console, Optional.of(searcher.settings().model()));
        CheckpointDigest digest = new CheckpointDigest(UserCache.of(terminal.environment()));
        searcher.requireModel(files.name(), digest.sha256(files));
        if (picture != null) {
            return lookingLike(searcher, picture, files, console);
        }
        List<Answer> answers = new ArrayList<>();
        try (VtpModel vtp = model.load(files, Part.TEXT, Part.CLIP_HEAD)) {
            for (int i = 0; i < queries.size(); i++) {
                float[] feature = queries.get(i).feature(vtp);
                answers.add(new Answer(texts.get(i), closest(searcher, IndexedFeature.CLIP, feature, top)));
            }
        }
        return answers;
    }

    /** Nothing if the picture cannot be read, which is said. */
    private List<Answer> lookingLike(ImageSearcher searcher, Path file, ModelSource files, Console console)
            throws IOException {
        List<Rgb> readable = new ArrayList<>();
        console.each(
                List.of(file),
                "pictures",
                Path::toString,
                input -> readable.add(searcher.settings().reader().read(input)));
        if (readable.isEmpty()) {
            return List.of();
        }
        try (VtpModel vtp = model.load(files, Part.TRUNK)) {
            Pixels pixels = searcher.settings().prepare(readable.getFirst(), vtp);
            float[] look = vtp.lastLayer(pixels).cls();
            return List.of(new Answer(file.toString(), closest(searcher, IndexedFeature.CLS, look, top)));
        }
    }

    private List<Hit> like(ImageSearcher searcher, String name) throws IOException {
        IndexedPicture wanted = searcher.named(name)
                .orElseThrow(() -> new UsageException("--like " + name + ": " + index.folder()
                        + " has no such picture; give the path of one that it has, or --picture FILE for another"));
        float[] feature = searcher.feature(wanted, IndexedFeature.CLS).orElseThrow();
        return closest(searcher, IndexedFeature.CLS, feature, top + 1).stream()
                .filter(hit -> !hit.picture().equals(wanted))
                .limit(top)
                .toList();
    }

    private List<Hit> closest(ImageSearcher searcher, IndexedFeature of, float[] feature, int most) throws IOException {
        return exact ? searcher.searchExactly(of, feature, most) : searcher.search(of, feature, most);
    }
}
