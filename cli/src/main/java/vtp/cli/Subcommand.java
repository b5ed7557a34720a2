package vtp.cli;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vtp.cli.command.BenchCommand;
import vtp.cli.command.ClassifyCommand;
import vtp.cli.command.CompletionCommand;
import vtp.cli.command.ConvertCommand;
import vtp.cli.command.DecodeCommand;
import vtp.cli.command.DedupCommand;
import vtp.cli.command.DemoCommand;
import vtp.cli.command.EmbedCommand;
import vtp.cli.command.EncodeCommand;
import vtp.cli.command.EvalFidCommand;
import vtp.cli.command.EvalProbeCommand;
import vtp.cli.command.EvalReconstructionCommand;
import vtp.cli.command.EvalReportCommand;
import vtp.cli.command.EvalZeroShotCommand;
import vtp.cli.command.ExtractCommand;
import vtp.cli.command.FeaturesCommand;
import vtp.cli.command.GenerateCommand;
import vtp.cli.command.IndexCommand;
import vtp.cli.command.InfoCommand;
import vtp.cli.command.MapCommand;
import vtp.cli.command.ModelsCommand;
import vtp.cli.command.PrepareCommand;
import vtp.cli.command.PullCommand;
import vtp.cli.command.ReconstructCommand;
import vtp.cli.command.SearchCommand;
import vtp.cli.command.ServeCommand;
import vtp.cli.command.StatsCommand;
import vtp.cli.command.SynthCommand;
import vtp.cli.command.TeachCommand;
import vtp.cli.command.TokenizeCommand;
import vtp.cli.command.VerifyCommand;
import vtp.cli.console.EnumName;
import vtp.cli.console.Terminal;
import vtp.cli.console.UsageException;

/**
 * The commands, in the order of the help. What is not asked for is not even loaded: that is most of what starting
 * costs.
 */
enum Subcommand {
    ENCODE("Encode pictures to latents."),
    DECODE("Decode latents to pictures."),
    RECONSTRUCT("Encode and decode pictures in one go, and measure what is lost."),
    CLASSIFY("Sort pictures by labels that you choose."),
    FEATURES("Compute features of pictures: of the vision transformer, or CLIP's."),
    EMBED("Compute CLIP features of texts."),
    TOKENIZE("Show the token ids of texts."),
    PREPARE("Write pictures exactly as the model sees them."),
    EXTRACT("Turn a data set into shards of latents and features, and go on after any interruption."),
    STATS("Compute mean and deviation of the latents of all ranks."),
    INDEX("Make an index of pictures to search, or bring one up to date."),
    SEARCH("Find pictures of an index by texts, or by a picture."),
    DEDUP("Find pictures of an index that are nearly equal."),
    MAP("Lay the pictures of an index out in a plane, those that look alike side by side."),
    GENERATE("Draw pictures of labels with a LightningDiT that was trained on a model's latents."),
    EVAL_RECONSTRUCTION("Measure what pictures of a data set lose: PSNR, SSIM, LPIPS, rFID."),
    EVAL_ZERO_SHOT("Measure how many pictures of a data set are known by the names of their classes."),
    EVAL_PROBE("Train linear classifiers on features of a data set, and count right answers on another."),
    EVAL_FID("Compare two sets of pictures: FID, sFID, Inception score, precision and recall."),
    EVAL_REPORT("Put results of evaluations into a table, a page and pictures."),
    TEACH("Teach a classifier a few pictures of each class."),
    SERVE("Serve a model over HTTP, with a page to look at it."),
    INFO("Check a model and describe it."),
    VERIFY("Compare a model with outputs of the reference, stage by stage."),
    BENCH("Time a model on this machine."),
    MODELS("List the models in the Hugging Face cache."),
    PULL("Download a model into the Hugging Face cache."),
    CONVERT("Turn a PyTorch file into a safetensors file."),
    SYNTH("Write a checkpoint of synthetic weights."),
    DEMO("Reconstruct and classify the pictures that come with the program."),
    COMPLETION("Print the completion script for bash and zsh.");

    private final String summary;

    Subcommand(String summary) {
        this.summary = summary;
    }

    /** The word before the own word of each command that evaluates. */
    static final String GROUP = "eval";

    /** The command of this name, or null. */
    static @Nullable Subcommand named(String name) {
        for (Subcommand subcommand : values()) {
            if (subcommand.word().equals(name)) {
                return subcommand;
            }
        }
        return null;
    }

    /** What they are called. */
    static Set<String> words() {
        Set<String> words = new LinkedHashSet<>();
        for (Subcommand subcommand : values()) {
            words.add(subcommand.word());
        }
        return words;
    }

    /** What it is called: a word, or two with a blank between. */
    String word() {
        return EnumName.of(this).replaceFirst("^" + GROUP + "-", GROUP + " ");
    }

    /**
     * The same arguments with the words of a command as one.
     *
     * @throws UsageException if there is the first word only
     */
    static String[] joined(String[] args) {
        if (args.length == 0 || !args[0].equals(GROUP)) {
            return args;
        }
        String both = args.length == 1 ? GROUP : GROUP + " " + args[1];
        if (named(both) == null) {
            throw new UsageException("there is no command \"" + both + "\"; there are "
                    + words().stream()
                            .filter(word -> word.startsWith(GROUP + " "))
                            .collect(Collectors.joining(", ")));
        }
        String[] rest = Arrays.copyOfRange(args, 1, args.length);
        rest[0] = both;
        return rest;
    }

    /** What it does, in one line. */
    String summary() {
        return summary;
    }

    /** Whether it runs a model. */
    boolean runsModel() {
        return switch (this) {
            case ENCODE,
                    DECODE,
                    RECONSTRUCT,
                    CLASSIFY,
                    FEATURES,
                    EMBED,
                    EXTRACT,
                    INDEX,
                    SEARCH,
                    GENERATE,
                    SERVE,
                    EVAL_RECONSTRUCTION,
                    EVAL_ZERO_SHOT,
                    EVAL_PROBE,
                    TEACH,
                    VERIFY,
                    BENCH,
                    DEMO -> true;
            case TOKENIZE,
                    PREPARE,
                    STATS,
                    DEDUP,
                    MAP,
                    EVAL_FID,
                    EVAL_REPORT,
                    INFO,
                    MODELS,
                    PULL,
                    CONVERT,
                    SYNTH,
                    COMPLETION -> false;
        };
    }

    /** Makes the command, to be filled from the command line and called; it returns how many inputs failed. */
    Callable<Integer> make(Terminal terminal) {
        return switch (this) {
            case ENCODE -> new EncodeCommand(terminal);
            case DECODE -> new DecodeCommand(terminal);
            case RECONSTRUCT -> new ReconstructCommand(terminal);
            case CLASSIFY -> new ClassifyCommand(terminal);
            case FEATURES -> new FeaturesCommand(terminal);
            case EMBED -> new EmbedCommand(terminal);
            case TOKENIZE -> new TokenizeCommand(terminal);
            case PREPARE -> new PrepareCommand(terminal);
            case EXTRACT -> new ExtractCommand(terminal);
            case GENERATE -> new GenerateCommand(terminal);
            case SERVE -> new ServeCommand(terminal);
            case STATS -> new StatsCommand(terminal);
            case EVAL_RECONSTRUCTION -> new EvalReconstructionCommand(terminal);
            case EVAL_ZERO_SHOT -> new EvalZeroShotCommand(terminal);
            case EVAL_PROBE -> new EvalProbeCommand(terminal);
            case EVAL_FID -> new EvalFidCommand(terminal);
            case EVAL_REPORT -> new EvalReportCommand(terminal);
            case TEACH -> new TeachCommand(terminal);
            case INDEX -> new IndexCommand(terminal);
            case SEARCH -> new SearchCommand(terminal);
            case DEDUP -> new DedupCommand(terminal);
            case MAP -> new MapCommand(terminal);
            case INFO -> new InfoCommand(terminal);
            case VERIFY -> new VerifyCommand(terminal);
            case BENCH -> new BenchCommand(terminal);
            case MODELS -> new ModelsCommand(terminal);
            case PULL -> new PullCommand(terminal);
            case CONVERT -> new ConvertCommand(terminal);
            case SYNTH -> new SynthCommand(terminal);
            case DEMO -> new DemoCommand(terminal);
            case COMPLETION -> new CompletionCommand(terminal, () -> Main.withAllCommands(terminal));
        };
    }
}
