package vtp.server.api;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vtp.loader.Json;
import vtp.loader.JsonException;
import vtp.server.http.Call;
import vtp.server.http.MultipartForm;
import vtp.server.http.Refusal;

/**
 * What a request sends, in whichever of three ways: pictures, as the body itself, as parts of a form, or as data URLs
 * in JSON; and options, in the query, as fields of the form, or as members of the object.
 *
 * @param pictures files of pictures, not yet looked at
 * @param options by name; those of the body win over those of the query
 * @param body what is neither JSON nor a form
 */
@SuppressWarnings("ArrayRecordComponent") // read, never compared
record Inputs(List<byte[]> pictures, Map<String, Object> options, byte @Nullable [] body) {
    private static final String JSON = "application/json";
    private static final String FORM = "multipart/form-data";
    private static final String PICTURE = "picture";
    private static final String PICTURES = "pictures";

    /** Reads a request whose body, if it is neither JSON nor a form, is one picture. */
    static Inputs ofPictures(Call call) throws Refusal, InterruptedException, JsonException {
        Inputs inputs = of(call);
        if (inputs.body == null) {
            return inputs;
        }
        return new Inputs(picture(call, inputs.body), inputs.options, null);
    }

    /** A body that is one picture. */
    static List<byte[]> picture(Call call, byte[] body) throws Refusal {
        String type = call.mediaType();
        if (!type.isEmpty() && !type.startsWith("image/") && !type.equals("application/octet-stream")) {
            throw new Refusal(
                    415,
                    "unsupported_media_type",
                    "the body is " + type + "; send a picture's file as image/png or the like, multipart/form-data with"
                            + " parts named picture, or application/json");
        }
        return List.of(body);
    }

    /** Reads a request of any kind. */
    static Inputs of(Call call) throws Refusal, InterruptedException, JsonException {
        Map<String, Object> options = new LinkedHashMap<>(call.query());
        byte[] body = call.body();
        return switch (call.mediaType()) {
            case JSON -> ofJson(options, body);
            case FORM -> ofForm(options, MultipartForm.parse(call.contentType(), body));
            default -> new Inputs(List.of(), options, body);
        };
    }

    private static Inputs ofJson(Map<String, Object> options, byte[] body) throws Refusal, JsonException {
        List<byte[]> pictures = new ArrayList<>();
        for (Map.Entry<String, @Nullable Object> member :
                Json.readObject("the body", body).entrySet()) {
            Object value = member.getValue();
            if (value == null) {
                continue; // as if it were not there
            }
            switch (member.getKey()) {
                case PICTURE -> pictures.add(dataUrl(value));
                case PICTURES -> {
                    if (!(value instanceof List<?> list)) {
                        throw Refusal.badRequest("bad_parameter", "pictures: must be an array of data URLs");
                    }
                    for (Object url : list) {
                        pictures.add(dataUrl(url));
                    }
                }
                default -> options.put(member.getKey(), value);
            }
        }
        return new Inputs(pictures, options, null);
    }

    private static Inputs ofForm(Map<String, Object> options, MultipartForm form) {
        options.putAll(form.fields());
        return new Inputs(form.files(PICTURE), options, null);
    }

    /** Whether a text is a data URL of a picture. */
    static boolean isDataUrl(String text) {
        return text.startsWith("data:");
    }

    /** The bytes of a data URL in base64. */
    static byte[] dataUrl(@Nullable Object value) throws Refusal {
        String url = value instanceof String text && isDataUrl(text) ? text : "";
        int comma = url.indexOf(',');
        if (comma < 0 || !url.substring(0, comma).endsWith(";base64")) {
            throw Refusal.badRequest(
                    "bad_parameter", "a picture must be a data URL, as in data:image/png;base64,iVBORw0KGgo");
        }
        try {
            return Base64.getDecoder().decode(url.substring(comma + 1));
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest("bad_parameter", "a picture's data URL is not valid base64");
        }
    }
}
