package vtp.cli;

import picocli.CommandLine.Option;
import vtp.engine.image.Rounding;

/** How decoded pictures become 8 bits. */
final class RoundingOption {
    @Option(
            names = "--rounding",
            paramLabel = "HOW",
            converter = Words.OfRounding.class,
            completionCandidates = Words.OfRounding.class,
            description = "To 8 bits: trunc, as the reference does (default), or nearest, the better picture.")
    private Rounding rounding = Rounding.TRUNC;

    Rounding value() {
        return rounding;
    }
}
