package vtp.evaluation.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vtp.evaluation.EvaluationException;
import vtp.evaluation.EvaluationResult;
import vtp.evaluation.Gallery;

/**
 * What a folder holds of one model: the results of the protocols, and the pictures that they kept.
 *
 * @param folder the folder
 * @param name what the model is called
 * @param sha256 of its weights
 * @param results by protocol
 * @param galleries by protocol
 * @since 0.1.0
 */
public record ModelResults(
        Path folder,
        String name,
        String sha256,
        Map<String, EvaluationResult> results,
        Map<String, Gallery> galleries) {
    private static final List<String> PROTOCOLS = List.of("zero-shot", "probe", "reconstruction");

    /**
     * Reads a folder.
     *
     * @throws EvaluationException if it holds no result, or those of several models, or a damaged one
     */
    public static ModelResults read(Path folder) throws IOException {
        Map<String, EvaluationResult> results = new LinkedHashMap<>();
        Map<String, Gallery> galleries = new LinkedHashMap<>();
        for (String protocol : PROTOCOLS) {
            Path file = folder.resolve(protocol + ".json");
            if (Files.exists(file)) {
                results.put(protocol, EvaluationResult.read(file));
                galleries.put(protocol, Gallery.read(folder.resolve(protocol + "-pictures")));
            }
        }
        if (results.isEmpty()) {
            throw new EvaluationException(
                    folder.toString(), "holds no result; \"vtp eval zero-shot\" and the like write some with -o");
        }
        EvaluationResult first = results.values().iterator().next();
        for (EvaluationResult result : results.values()) {
            if (!result.modelSha256().equals(first.modelSha256())) {
                throw new EvaluationException(
                        folder.toString(),
                        "holds results of two models, " + first.model() + " and " + result.model()
                                + "; give each a folder of its own");
            }
        }
        return new ModelResults(folder, first.model(), first.modelSha256(), results, galleries);
    }
}
