package vtp.cli.command;

import java.io.IOException;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import vtp.cli.console.Console;
import vtp.cli.console.Terminal;
import vtp.cli.option.CleaningOption;
import vtp.cli.option.CommonOptions;
import vtp.cli.option.ModelChoice;
import vtp.cli.option.TextInputs;
import vtp.engine.config.Part;
import vtp.engine.files.ModelSource;
import vtp.engine.text.BpeTokenizer;

@Command(
        footer = {
            "",
            "A line of ids a text, from the start token to the end token, not padded; cut to the model's context"
                    + " length.",
            "",
            "Examples:",
            "  vtp tokenize \"a photo of a dog\"          49406 320 1125 539 320 1929 49407",
            "  vtp tokenize --json --text-file prompts.txt"
        })
public final class TokenizeCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final TextInputs texts = new TextInputs();

    @Mixin
    private final CleaningOption cleaning = new CleaningOption();

    @Mixin
    private final ModelChoice model = new ModelChoice();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    public TokenizeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Console console = common.console(terminal);
        var inputs = texts.list(terminal);
        int contextLength = contextLength(console);
        BpeTokenizer tokenizer = cleaning.tokenizer();
        console.each(
                inputs, "texts", text -> text, text -> print(console, text, tokenizer.encode(text, contextLength)));
        return console.failures();
    }

    /**
     * A model matters only if one is named: those that are released, and the built-in one, have the same context
     * length.
     */
    private int contextLength(Console console) throws IOException {
        Optional<String> name = model.name(terminal);
        if (name.isEmpty()) {
            return BpeTokenizer.CONTEXT_LENGTH;
        }
        ModelSource files = model.find(console);
        files.require(Part.TEXT);
        return files.config().clip().orElseThrow().text().contextLength();
    }

    private static void print(Console console, String text, int[] ids) throws IOException {
        StringJoiner line = new StringJoiner(" ");
        for (int id : ids) {
            line.add(String.valueOf(id));
        }
        console.result(line.toString(), json -> {
            json.writeStringField("input", text);
            json.writeFieldName("ids");
            json.writeArray(ids, 0, ids.length);
        });
    }
}
