package vtp.server.http;

import static org.eclipse.jetty.util.thread.Invocable.InvocationType.NON_BLOCKING;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Promise;

/** The parts of a {@code multipart/form-data} body: fields, and files, which are held in memory. */
public final class MultipartForm {
    private static final int MOST_PARTS = 4096;

    private final Map<String, Object> fields = new LinkedHashMap<>();
    private final Map<String, List<byte[]>> files = new LinkedHashMap<>();

    private MultipartForm() {}

    /**
     * Takes a body apart.
     *
     * @param contentType with the boundary
     * @throws Refusal if it is malformed
     */
    public static MultipartForm parse(String contentType, byte[] body) throws Refusal {
        String boundary = MultiPart.extractBoundary(contentType);
        if (boundary == null || boundary.isEmpty()) {
            throw Refusal.badRequest("bad_form", "Content-Type multipart/form-data lacks its boundary");
        }
        MultiPartFormData.Parser parser = new MultiPartFormData.Parser(boundary);
        parser.setMaxParts(MOST_PARTS);
        parser.setMaxLength(-1); // the body is here already
        parser.setMaxFileSize(-1);
        parser.setMaxMemoryFileSize(-1);
        MultipartForm form = new MultipartForm();
        Promise.Completable<MultiPartFormData.Parts> parsed = new Promise.Completable<>();
        parser.parse(
                Content.Source.from(ByteBuffer.wrap(body)),
                Promise.Invocable.from(NON_BLOCKING, parsed::succeeded, parsed::failed));
        try (MultiPartFormData.Parts parts = parsed.join()) {
            for (MultiPart.Part part : parts) {
                form.add(part);
            }
        } catch (CompletionException | IllegalStateException | IOException e) {
            throw Refusal.badRequest("bad_form", "the form is malformed");
        }
        return form;
    }

    private void add(MultiPart.Part part) throws IOException {
        ByteBuffer content = Content.Source.asByteBuffer(part.getContentSource());
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        String name = String.valueOf(part.getName());
        if (part.getFileName() != null) {
            files.computeIfAbsent(name, key -> new ArrayList<>()).add(bytes);
        } else {
            @SuppressWarnings("unchecked") // nothing else is put there
            List<String> values = (List<String>) fields.computeIfAbsent(name, key -> new ArrayList<String>());
            values.add(new String(bytes, StandardCharsets.UTF_8));
        }
    }

    /** The values of each field, a list of texts. */
    public Map<String, Object> fields() {
        return fields;
    }

    /** The files of a name, in their order. */
    public List<byte[]> files(String name) {
        return files.getOrDefault(name, List.of());
    }
}
