package vtp.cli.command;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import vtp.cli.file.Tensor;
import vtp.cli.option.EnumConverter;
import vtp.engine.tensor.TokenFeatures;

/** What of a layer's features is written. */
enum FeaturePart {
    /** That of the class token, (C). */
    CLS,
    /** Those of the patches, row by row, (h w, C). */
    PATCH,
    /** The mean of those of the patches, (C). */
    POOLED;

    /** What is written unless something else is asked for. */
    static final Set<FeaturePart> USUAL = EnumSet.of(CLS, PATCH);

    /** Reads the name of a part. */
    static final class Converter extends EnumConverter<FeaturePart> {
        Converter() {
            super(FeaturePart.class);
        }
    }

    /** The tensor of one picture. */
    Tensor of(TokenFeatures features, String key) {
        int channels = features.channels();
        return switch (this) {
            case CLS -> Tensor.of(key, features.cls(), channels);
            case PATCH -> Tensor.of(key, features.patch(), (long) features.height() * features.width(), channels);
            case POOLED -> Tensor.of(key, features.patchMeans(), channels);
        };
    }

    /** The parts asked for, in one order and each once. */
    static Set<FeaturePart> of(List<FeaturePart> asked) {
        return asked.isEmpty() ? USUAL : EnumSet.copyOf(asked);
    }
}
