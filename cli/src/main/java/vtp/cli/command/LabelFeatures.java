package vtp.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import vtp.cli.console.Console;
import vtp.cli.console.EnumName;
import vtp.cli.console.Progress;
import vtp.cli.console.UsageException;
import vtp.cli.file.Provenance;
import vtp.cli.option.CleaningOption;
import vtp.cli.option.ModelOptions;
import vtp.engine.VtpModel;
import vtp.engine.ZeroShotClassifier;
import vtp.engine.files.CheckpointDigest;
import vtp.engine.files.LabelFeatureCache;
import vtp.engine.files.ModelSource;
import vtp.engine.files.TextFeatures;
import vtp.engine.files.UserCache;
import vtp.engine.tensor.Embeddings;

/**
 * CLIP features of labels, as zero-shot classification takes them: the mean of the features, each of length 1, of a
 * label's prompts, brought to length 1 again.
 */
final class LabelFeatures {
    /** Fewer are computed in a second, and need no file. */
    private static final int PROMPTS_WORTH_KEEPING = 100;

    private final ModelSource files;
    private final ModelOptions options;
    private final CleaningOption cleaning;
    private final Console console;

    /**
     * For a model.
     *
     * @param options how it is run
     * @param cleaning how prompts are cleaned
     */
    LabelFeatures(ModelSource files, ModelOptions options, CleaningOption cleaning, Console console) {
        this.files = files;
        this.options = options;
        this.cleaning = cleaning;
        this.console = console;
    }

    /** The features, (labels, width): kept from an earlier run, or computed and kept. */
    Embeddings of(VtpModel model, List<String> labels, List<String> templates, UserCache cache) throws IOException {
        if (cache.folder().isEmpty() || (long) labels.size() * templates.size() < PROMPTS_WORTH_KEEPING) {
            return compute(model, labels, templates);
        }
        String sha256 = new CheckpointDigest(cache).sha256(files);
        LabelFeatureCache.Key key = new LabelFeatureCache.Key(
                sha256, files.config(), options.weights(), EnumName.of(cleaning.value()), labels, templates);
        LabelFeatureCache kept = new LabelFeatureCache(cache);
        Optional<Embeddings> found = kept.find(key);
        if (found.isPresent()) {
            return found.get();
        }
        Embeddings features = compute(model, labels, templates);
        try {
            kept.keep(key, features);
        } catch (IOException e) {
            console.note("vtp: the features of the labels are not kept for the next run: " + e.getMessage());
        }
        return features;
    }

    private Embeddings compute(VtpModel model, List<String> labels, List<String> templates) {
        try (Progress progress = console.progress("labels", labels.size())) {
            return ZeroShotClassifier.of(model, labels, templates, progress::to).features();
        }
    }

    /**
     * Those that "vtp embed" wrote to a file, each brought to length 1.
     *
     * @throws UsageException if they are of another model, or the file holds something else
     */
    TextFeatures ofFile(String file) throws IOException {
        Path path = Path.of(file);
        if (!Files.isRegularFile(path)) {
            throw new UsageException("--label-features " + file + ": no such file");
        }
        TextFeatures features;
        try {
            features = TextFeatures.read(path).normalised();
        } catch (IOException e) {
            throw new UsageException("--label-features " + e.getMessage(), e);
        }
        Provenance.of(features.metadata())
                .otherModel(files.name(), CheckpointDigest.fingerprint(files))
                .ifPresent(other -> {
                    throw new UsageException("--label-features " + file + ": its features are of " + other
                            + ", and mean nothing to " + files.name());
                });
        return features;
    }
}
