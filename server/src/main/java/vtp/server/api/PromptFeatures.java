package vtp.server.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import vtp.engine.tensor.Embeddings;
import vtp.server.batch.Ticket;
import vtp.server.http.Refusal;

/**
 * CLIP features of prompts. Those used last are remembered, so that a list of labels that grows word by word costs one
 * label at a time.
 */
final class PromptFeatures {
    /** 4,096 features of 768 numbers take 12 MB. */
    private static final int REMEMBERED = 4096;

    private final BatchedModel model;
    private final Map<String, float[]> remembered = new LinkedHashMap<>(16, 0.75f, true);

    PromptFeatures(BatchedModel model) {
        this.model = model;
    }

    /** Features of prompts, at least one, each of length 1: (P, E). */
    Embeddings of(List<String> prompts, Ticket ticket) throws Refusal, InterruptedException {
        Map<String, float[]> known = new HashMap<>();
        List<String> missing = new ArrayList<>();
        synchronized (remembered) {
            for (String prompt : prompts.stream().distinct().toList()) {
                float[] feature = remembered.get(prompt);
                if (feature == null) {
                    missing.add(prompt);
                } else {
                    known.put(prompt, feature);
                }
            }
        }
        if (!missing.isEmpty()) {
            List<float[]> computed = model.prompts(model.tokenized(missing), ticket);
            for (int i = 0; i < missing.size(); i++) {
                known.put(missing.get(i), computed.get(i));
            }
            remember(missing, known);
        }
        List<float[]> rows = prompts.stream()
                .map(prompt -> Objects.requireNonNull(known.get(prompt)))
                .toList();
        return new Embeddings(Tensors.joined(rows), rows.size(), rows.get(0).length);
    }

    private void remember(List<String> prompts, Map<String, float[]> features) {
        synchronized (remembered) {
            for (String prompt : prompts) {
                remembered.put(prompt, Objects.requireNonNull(features.get(prompt)));
            }
            var oldest = remembered.keySet().iterator();
            while (remembered.size() > REMEMBERED) {
                oldest.next();
                oldest.remove();
            }
        }
    }
}
