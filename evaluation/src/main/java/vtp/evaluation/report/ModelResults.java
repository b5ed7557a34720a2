package vtp.evaluation.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vtp.evaluation.EvaluationException;
import vtp.evaluation.EvaluationResult;
import vtp.evaluation.Gallery;

/**
 * What the protocols have found of one model: a row of the report's table.
 *
 * @param name what the model is called
 * @param sha256 of its weights
 * @param results by protocol
 * @since 0.1.0
 */
public record ModelResults(String name, String sha256, Map<String, StoredResult> results) {
    private static final List<String> PROTOCOLS = List.of("zero-shot", "probe", "reconstruction", "fid");

    /** Copies the map, in the protocols' order. */
    public ModelResults {
        Map<String, StoredResult> ordered = new LinkedHashMap<>();
        for (String protocol : PROTOCOLS) {
            StoredResult result = results.get(protocol);
            if (result != null) {
                ordered.put(protocol, result);
            }
        }
        results = Collections.unmodifiableMap(ordered);
    }

    /**
     * Reads folders. Those of one model, which is known by its weights, become one row, unless both have a result of
     * the same protocol. Rows of equal names get their folders added.
     *
     * @return rows in the order of the folders
     * @throws EvaluationException if one holds no result, or those of several models, or a damaged one
     */
    public static List<ModelResults> read(List<Path> folders) throws IOException {
        List<ModelResults> rows = new ArrayList<>();
        for (Path folder : new LinkedHashSet<>(folders)) {
            ModelResults read = read(folder);
            int row = 0;
            while (row < rows.size() && !rows.get(row).isJoinedBy(read)) {
                row++;
            }
            if (row < rows.size()) {
                rows.set(row, rows.get(row).with(read));
            } else {
                rows.add(read);
            }
        }
        return rows.stream()
                .map(row -> rows.stream()
                                        .filter(other -> other.name.equals(row.name))
                                        .count()
                                == 1
                        ? row
                        : new ModelResults(row.name + " (" + row.folder() + ")", row.sha256, row.results))
                .toList();
    }

    private boolean isJoinedBy(ModelResults other) {
        return sha256.equals(other.sha256) && Collections.disjoint(results.keySet(), other.results.keySet());
    }

    private ModelResults with(ModelResults other) {
        Map<String, StoredResult> both = new LinkedHashMap<>(results);
        both.putAll(other.results);
        return new ModelResults(name, sha256, both);
    }

    private Path folder() {
        return results.values().iterator().next().folder();
    }

    private static ModelResults read(Path folder) throws IOException {
        Map<String, StoredResult> results = new LinkedHashMap<>();
        for (String protocol : PROTOCOLS) {
            Path file = folder.resolve(protocol + ".json");
            if (Files.exists(file)) {
                Gallery gallery = Gallery.read(folder.resolve(protocol + "-pictures"));
                results.put(protocol, new StoredResult(folder, EvaluationResult.read(file), gallery));
            }
        }
        if (results.isEmpty()) {
            throw new EvaluationException(
                    folder.toString(), "holds no result; \"vtp eval zero-shot\" and the like write some with -o");
        }
        EvaluationResult first = results.values().iterator().next().result();
        for (StoredResult stored : results.values()) {
            if (!stored.result().modelSha256().equals(first.modelSha256())) {
                throw new EvaluationException(
                        folder.toString(),
                        "holds results of two models, " + first.model() + " and "
                                + stored.result().model() + "; give each a folder of its own");
            }
        }
        return new ModelResults(first.model(), first.modelSha256(), results);
    }

    /** Returns the result of a protocol; null if there is none. */
    @Nullable
    EvaluationResult result(String protocol) {
        StoredResult stored = results.get(protocol);
        return stored == null ? null : stored.result();
    }

    /** Returns a table that a protocol has put beside its result; null if it has no result. */
    @Nullable
    Path table(String protocol, String name) {
        StoredResult stored = results.get(protocol);
        return stored == null ? null : stored.folder().resolve(name);
    }
}
