package vtp.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import vtp.engine.ClipConfig;
import vtp.engine.ModelException;
import vtp.engine.ModelFiles;
import vtp.engine.text.BpeTokenizer;

@Command(
        footer = {
            "",
            "A line of ids a text, from the start token to the end token, not padded; cut to the model's context length.",
            "",
            "Examples:",
            "  vtp tokenize \"a photo of a dog\"          49406 320 1125 539 320 1929 49407",
            "  vtp tokenize --json --text-file prompts.txt"
        })
final class TokenizeCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final TextInputs texts = new TextInputs();

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    TokenizeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Report report = common.report(terminal);
        var inputs = texts.list(terminal);
        int contextLength = contextLength(report);
        BpeTokenizer tokenizer = BpeTokenizer.clip();
        report.each(inputs, "texts", text -> text, text -> print(report, text, tokenizer.encode(text, contextLength)));
        return report.exitCode();
    }

    /** A model matters only if one is named: those that are released, and the built-in one, have the same context length. */
    private int contextLength(Report report) throws IOException {
        Optional<String> name = model.name(terminal);
        if (name.isEmpty()) {
            return BpeTokenizer.CONTEXT_LENGTH;
        }
        ModelFiles files = model.find(report);
        ClipConfig clip = files.config()
                .clip()
                .orElseThrow(
                        () -> new ModelException(files.name(), "the model has no text tower (train_clip is false)"));
        return clip.text().contextLength();
    }

    private static void print(Report report, String text, int[] ids) throws IOException {
        StringJoiner line = new StringJoiner(" ");
        for (int id : ids) {
            line.add(String.valueOf(id));
        }
        report.result(line.toString(), json -> {
            json.writeStringField("input", text);
            json.writeFieldName("ids");
            json.writeArray(ids, 0, ids.length);
        });
    }
}
