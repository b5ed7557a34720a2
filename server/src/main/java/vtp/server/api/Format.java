package vtp.server.api;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import vtp.server.http.Call;
import vtp.server.http.EventStream;
import vtp.server.http.Refusal;

/** What results may be written as. */
enum Format {
    JSON("application/json"),
    NPY("application/x-npy"),
    SAFETENSORS("application/x-safetensors"),
    PNG("image/png"),
    EVENTS(EventStream.TYPE);

    private static final String ANY_BYTES = "application/octet-stream";

    private final String type;

    Format(String type) {
        this.type = type;
    }

    /** The media type. */
    String type() {
        return type;
    }

    /**
     * The format that a request likes best.
     *
     * @param offered in the order in which they are taken where the request leaves it open
     * @throws Refusal if it likes none of them
     */
    static Format of(Call call, List<Format> offered) throws Refusal {
        for (String range : call.accepted()) {
            for (Format format : offered) {
                if (format.matches(range.strip().toLowerCase(Locale.ROOT))) {
                    return format;
                }
            }
        }
        List<String> types =
                Stream.of(values()).filter(offered::contains).map(Format::type).toList();
        throw new Refusal(406, "not_acceptable", "there is only " + String.join(", ", types) + " here");
    }

    private boolean matches(String range) {
        return Set.of("*/*", type, type.substring(0, type.indexOf('/')) + "/*").contains(range)
                || (this == NPY && range.equals(ANY_BYTES));
    }
}
