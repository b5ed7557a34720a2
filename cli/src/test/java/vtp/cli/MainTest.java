package vtp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static vtp.cli.Cli.vtp;

import java.io.IOException;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import vtp.cli.console.Terminal;

class MainTest {

    @Test
    void helpNamesEveryCommand() {
        String help = vtp("--help").hasCode(0).out();
        for (Subcommand command : Subcommand.values()) {
            assertThat(help).contains(command.word()).contains(command.summary());
        }
        assertThat(vtp("help").out()).isEqualTo(help);
        assertThat(vtp("-h").out()).isEqualTo(help);
    }

    @ParameterizedTest
    @EnumSource(Subcommand.class)
    void everyCommandHasHelpWithExamplesAndTheCommonOptions(Subcommand command) {
        String help = vtp(command.word(), "--help").hasCode(0).out();
        assertThat(help).contains("Usage: vtp " + command.word(), command.summary(), "Examples:", "--json", "--quiet");
        assertThat(vtp("help", command.word()).out()).isEqualTo(help);
        assertThat(help.lines()).allMatch(line -> line.length() <= 100);
    }

    /** Examples are copied, and so are addresses and names of files. */
    @ParameterizedTest
    @EnumSource(Subcommand.class)
    void theHelpBreaksNoWordOfTheTextAndNoExample(Subcommand command) {
        String help = vtp(command.word(), "--help").out();
        Set<String> words = new HashSet<>(List.of(help.split("\\s+", -1)));
        for (String line : footer(command)) {
            assertThat(words).contains(line.strip().split("\\s+", -1));
            if (line.startsWith(" ")) {
                assertThat(help.lines()).contains(line);
            }
        }
    }

    private static String[] footer(Subcommand command) {
        return Main.withAllCommands(Terminal.ofProcess())
                .getSubcommands()
                .get(command.word())
                .getCommandSpec()
                .usageMessage()
                .footer();
    }

    @ParameterizedTest
    @ValueSource(strings = {"eval --help", "eval -h", "help eval", "--help eval", "eval help"})
    void theHelpOfAGroupListsItsCommands(String line) {
        String help = vtp((Object[]) line.split(" ", -1)).hasCode(0).out();
        assertThat(help).contains("Usage: vtp eval COMMAND", "  eval probe  ").doesNotContain("encode");
    }

    @Test
    void aCommandMayHaveTwoWords() {
        String help = vtp("eval", "zero-shot", "--help").hasCode(0).out();
        assertThat(help).contains("Usage: vtp eval zero-shot");
        assertThat(vtp("help", "eval", "zero-shot").out()).isEqualTo(help);
        vtp("eval").hasCode(2).hasOneLineOfError("no command \"eval\"; there are eval reconstruction, eval zero-shot");
        vtp("eval", "zeroshot").hasCode(2).hasOneLineOfError("no command \"eval zeroshot\"");
        vtp("eval", "zero-shot", "--no-such").hasCode(2).hasOneLineOfError("(see: vtp eval zero-shot --help)");
    }

    @Test
    void theVersionIsALine() {
        assertThat(vtp("--version").hasCode(0).lines())
                .singleElement()
                .asString()
                .startsWith("vtp ");
    }

    @Test
    void withoutACommandTheHelpGoesToStandardError() {
        Cli.Run run = vtp().hasCode(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("Commands:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"enode", "--no-such", "Encode", "-x"})
    void whatThereIsNotIsWrongUsage(String argument) {
        vtp(argument).hasCode(2).hasOneLineOfError("\"" + argument + "\"");
    }

    @Test
    void anUnknownOptionOfACommandIsWrongUsage() {
        vtp("tokenize", "--no-such", "x").hasCode(2).hasOneLineOfError("--no-such");
        vtp("tokenize", "--quiet=perhaps", "x").hasCode(2).hasOneLineOfError("perhaps");
        vtp("encode", "x.png").hasCode(2).hasOneLineOfError("--output");
    }

    @Test
    void twoDashesEndTheOptions() {
        assertThat(vtp("tokenize", "--", "--json").hasCode(0).lines()).hasSize(1);
    }

    @Test
    void anAtSignIsNoFile() {
        assertThat(vtp("tokenize", "@pom.xml").hasCode(0).lines()).hasSize(1);
    }

    @Test
    void whenTheReaderLeavesTheProgramEndsQuietly() {
        Cli.Run run = new Cli().runInto(failing("Broken pipe"), "tokenize", "x");
        assertThat(run.code()).isEqualTo(141);
        assertThat(run.err()).isEmpty();
    }

    @Test
    void anOutputThatFailsIsReported() {
        Cli.Run run = new Cli().runInto(failing("No space left on device"), "tokenize", "x");
        run.hasCode(3).hasOneLineOfError("standard output cannot be written: No space left on device");
    }

    private static OutputStream failing(String why) {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException(why);
            }
        };
    }
}
