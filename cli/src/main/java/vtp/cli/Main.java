package vtp.cli;

import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_FOOTER;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import vtp.cli.console.FailureMessage;
import vtp.cli.console.Terminal;
import vtp.cli.console.UsageException;
import vtp.cli.file.FileNames;
import vtp.engine.VtpModel;
import vtp.engine.files.NameSuggestion;

/** {@code vtp}: the command line of the VTP visual tokenizer. */
@Command(
        name = Main.NAME,
        synopsisHeading = "Usage: ",
        customSynopsis = "vtp COMMAND [OPTIONS]",
        description = {"", "The VTP visual tokenizer: pictures to latents and back, features, and CLIP.", ""},
        footer = {
            "",
            "\"vtp COMMAND --help\" shows the options of a command and examples.",
            "Exit codes: 0 done, 1 some inputs failed, 2 wrong usage, 3 broken model or environment."
        })
public final class Main {
    /** The name of the program. */
    static final String NAME = "vtp";

    private static final int HELP_COLUMNS = 100;
    private static final int COMMAND_COLUMNS = 21;
    private static final Set<String> ASKS_FOR_HELP = Set.of("help", "--help", "-h");

    @Option(
            names = {"-h", "--help"},
            description = "Show this help.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            description = "Show the version.")
    private boolean version;

    private Main() {}

    /** Runs the command that {@code args} name and exits with its code. */
    public static void main(String[] args) {
        int code = run(FileNames.exactArguments(args), Terminal.ofProcess());
        System.exit(code == ExitCode.INPUTS_FAILED ? ExitCode.ofProcessWithFailedInputs() : code);
    }

    /** Runs the command that {@code args} name, and returns its exit code. Nothing is thrown. */
    static int run(String[] args, Terminal terminal) {
        try {
            int code = dispatch(args, terminal);
            terminal.out().flush();
            return code;
        } catch (Throwable e) {
            int code = ExitCode.of(e);
            if (code != ExitCode.READER_LEFT) {
                terminal.err().println(NAME + ": " + FailureMessage.of(e) + hint(e, args));
            }
            return code;
        }
    }

    private static int dispatch(String[] args, Terminal terminal) throws Exception {
        checkReadable(args, System.getProperty("sun.jnu.encoding", ""));
        boolean asksForHelp = args.length > 0 && ASKS_FOR_HELP.contains(args[0]);
        String[] separate = asksForHelp ? helpArguments(args) : args;
        if (separate.length == 2 && separate[0].equals(Subcommand.GROUP) && ASKS_FOR_HELP.contains(separate[1])) {
            terminal.out().line(groupHelp());
            return ExitCode.DONE;
        }
        String[] arguments = Subcommand.joined(separate);
        Subcommand wanted = arguments.length == 0 ? null : Subcommand.named(arguments[0]);
        if (wanted != null && wanted.runsModel()) {
            VtpModel.warmUp(); // while the command line is being read
        }
        CommandLine vtp = commandLine();
        if (wanted != null) {
            add(vtp, wanted, terminal);
        }
        ParseResult parsed = parse(vtp, wanted, arguments);
        if (parsed.hasSubcommand()) {
            CommandLine command = parsed.subcommand().commandSpec().commandLine();
            return parsed.subcommand().isUsageHelpRequested() ? help(command, terminal) : call(command);
        }
        Main main = vtp.getCommand();
        if (main.version) {
            terminal.out().line(NAME + " " + Main.class.getPackage().getImplementationVersion());
            return ExitCode.DONE;
        }
        if (main.help) {
            return help(vtp, terminal);
        }
        terminal.err().print(usage(vtp));
        return ExitCode.WRONG_USAGE;
    }

    /**
     * Refuses arguments that the JVM has read as another character set than the one they are in.
     *
     * @param encoding that which the JVM takes from the locale
     */
    private static void checkReadable(String[] args, String encoding) {
        if (!encoding.equals("UTF-8") && Stream.of(args).anyMatch(argument -> argument.contains("\uFFFD"))) {
            throw new UsageException("an argument has characters that " + encoding + ", the locale's character set,"
                    + " lacks: set LC_ALL=C.UTF-8 before java starts, or start ./vtp, which does");
        }
    }

    /** "vtp help encode" and "vtp --help encode" are "vtp encode --help". */
    private static String[] helpArguments(String[] args) {
        if (args.length == 1) {
            return new String[] {"--help"};
        }
        String[] command = Arrays.copyOfRange(args, 1, args.length + 1);
        command[command.length - 1] = "--help";
        return command;
    }

    private static ParseResult parse(CommandLine vtp, @Nullable Subcommand wanted, String[] arguments) {
        try {
            return vtp.parseArgs(arguments);
        } catch (ParameterException e) {
            // A misspelt option is why another one is missing.
            List<String> unmatched = e.getCommandLine().getUnmatchedArguments();
            throw new UsageException(unmatched.isEmpty() ? message(e) : unknown(wanted, unmatched.get(0), e), e);
        }
    }

    private static String message(ParameterException failure) {
        return String.valueOf(failure.getMessage())
                .strip()
                .replaceFirst("^Error: ", "")
                .replaceFirst("^Missing required ", "missing ")
                .replaceFirst("^Invalid value for ", "")
                .replaceFirst(" is not an? (int|long)$", " is not a whole number in range")
                .replaceFirst(" is not a (double|float)$", " is not a number");
    }

    /** There is no such command, or no such option of a command; and what was probably meant. */
    private static String unknown(@Nullable Subcommand wanted, String argument, ParameterException failure) {
        boolean option = argument.startsWith("-");
        Set<String> options =
                failure.getCommandLine().getCommandSpec().optionsMap().keySet();
        if (wanted == null && option && !argument.startsWith("--")) {
            return "\"" + argument + "\" stands before the command; the command comes first: vtp COMMAND [OPTIONS]";
        }
        if (wanted != null && !option) {
            String model = options.contains("-m") ? "; a model is named after -m" : "";
            return wanted.word() + " does not take \"" + argument + "\"" + model;
        }
        String word = argument.replaceFirst("=.*", "");
        String there =
                (wanted == null ? "there is" : wanted.word() + " has") + " no " + (option ? "option" : "command");
        String meant = NameSuggestion.ofTyped(word, option ? options : Subcommand.words())
                .map(close -> "; did you mean \"" + close + "\"?")
                .orElse(wanted == null ? "; \"vtp --help\" lists what there is" : "");
        return there + " \"" + word + "\"" + meant;
    }

    private static int call(CommandLine command) throws Exception {
        Callable<Integer> callable = command.getCommand();
        return ExitCode.of(callable.call());
    }

    private static int help(CommandLine command, Terminal terminal) throws IOException {
        terminal.out().line(usage(command).stripTrailing());
        return ExitCode.DONE;
    }

    private static String usage(CommandLine command) {
        return command.getUsageMessage(Ansi.OFF);
    }

    /** Where to read on, after a mistake in the options of a command. */
    private static String hint(Throwable failure, String[] args) {
        Subcommand command = commandOf(args);
        return failure instanceof UsageException && command != null ? " (see: vtp " + command.word() + " --help)" : "";
    }

    private static @Nullable Subcommand commandOf(String[] args) {
        Subcommand two = args.length < 2 ? null : Subcommand.named(args[0] + " " + args[1]);
        return two != null || args.length == 0 ? two : Subcommand.named(args[0]);
    }

    /** The program with all its commands, which takes a while to make. */
    static CommandLine withAllCommands(Terminal terminal) {
        CommandLine vtp = commandLine();
        for (Subcommand subcommand : Subcommand.values()) {
            add(vtp, subcommand, terminal);
        }
        return vtp;
    }

    private static CommandLine commandLine() {
        CommandLine vtp = configured(new CommandLine(new Main()));
        vtp.getHelpSectionMap().put(SECTION_KEY_COMMAND_LIST, help -> commandList(""));
        return vtp;
    }

    /** What there is of the commands whose names are two words. */
    private static String groupHelp() {
        return "Usage: vtp " + Subcommand.GROUP + " COMMAND [OPTIONS]\n" + commandList(Subcommand.GROUP + " ")
                + "\n\"vtp " + Subcommand.GROUP + " COMMAND --help\" shows the options of a command and examples.";
    }

    private static String commandList(String beginning) {
        StringBuilder list = new StringBuilder("\nCommands:\n");
        for (Subcommand subcommand : Subcommand.values()) {
            String word = subcommand.word();
            if (!word.startsWith(beginning)) {
                continue;
            }
            list.append("  ")
                    .append(word)
                    .repeat(' ', COMMAND_COLUMNS - word.length())
                    .append(subcommand.summary())
                    .append('\n');
        }
        return list.toString();
    }

    private static void add(CommandLine vtp, Subcommand subcommand, Terminal terminal) {
        CommandLine command = configured(new CommandLine(subcommand.make(terminal)));
        command.getCommandSpec()
                .usageMessage()
                .description("", subcommand.summary(), "")
                .sortOptions(false);
        vtp.addSubcommand(subcommand.word(), command);
    }

    private static CommandLine configured(CommandLine command) {
        command.getHelpSectionMap()
                .put(SECTION_KEY_FOOTER, help -> footer(help.commandSpec().usageMessage()));
        return command.setExpandAtFiles(false).setUsageHelpWidth(HELP_COLUMNS);
    }

    /** The text below the options, broken at blanks alone: names of files stay whole, and examples as they are. */
    private static String footer(UsageMessageSpec usage) {
        StringBuilder text = new StringBuilder();
        for (String paragraph : usage.footer()) {
            int column = 0;
            for (String word : paragraph.startsWith(" ") ? new String[] {paragraph} : paragraph.split(" ", -1)) {
                boolean fits = column == 0 || column + 1 + word.length() <= HELP_COLUMNS;
                text.append(column == 0 ? "" : fits ? " " : "\n").append(word);
                column = fits && column > 0 ? column + 1 + word.length() : word.length();
            }
            text.append('\n');
        }
        return text.toString();
    }
}
