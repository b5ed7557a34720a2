package vtp.cli.option;

import picocli.CommandLine.Option;
import vtp.engine.text.BpeTokenizer;
import vtp.engine.text.TextCleaning;

/** How texts are cleaned before they are tokenized. */
public final class CleaningOption {
    @Option(
            names = "--ftfy",
            description =
                    "Repair texts as the reference does where Python's ftfy is installed: curly quotes, mojibake, odd"
                            + " widths. Default: leave them, as a plain install of the reference does.")
    private boolean ftfy;

    /** The way that was chosen. */
    public TextCleaning value() {
        return ftfy ? TextCleaning.FTFY : TextCleaning.PLAIN;
    }

    /** A tokenizer that cleans so. */
    public BpeTokenizer tokenizer() {
        return BpeTokenizer.clip(value());
    }
}
