package vtp.cli.console;

import java.util.Locale;

/** Names the constants of enums as options and results write them: in lower case, with hyphens. */
public final class EnumName {
    private EnumName() {}

    /** The name of a constant, "safetensors" for {@code SAFETENSORS}. */
    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
