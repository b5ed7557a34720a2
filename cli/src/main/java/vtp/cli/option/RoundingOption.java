package vtp.cli.option;

import picocli.CommandLine.Option;
import vtp.engine.image.Rounding;

/** How decoded pictures become 8 bits. */
public final class RoundingOption {
    @Option(
            names = "--rounding",
            paramLabel = "HOW",
            converter = EnumConverter.OfRounding.class,
            completionCandidates = EnumConverter.OfRounding.class,
            description = "To 8 bits: trunc, as the reference does (default), or nearest, the better picture.")
    private Rounding rounding = Rounding.TRUNC;

    public Rounding value() {
        return rounding;
    }
}
