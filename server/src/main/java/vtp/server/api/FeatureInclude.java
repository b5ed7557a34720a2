package vtp.server.api;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import vtp.server.http.Refusal;

/** What {@code /v1/features} may give. */
enum FeatureInclude {
    /** The class token's features. */
    CLS,
    /** Those of every patch. */
    PATCH,
    /** The mean of those of the patches. */
    POOLED,
    /** The first three principal components of those of the patches, as colours. */
    PCA,
    /** The CLIP feature. */
    CLIP;

    /** What options ask for; class token and patches if they do not say. */
    static Set<FeatureInclude> of(Options options) throws Refusal {
        List<String> words = options.words("include");
        Set<FeatureInclude> include = EnumSet.noneOf(FeatureInclude.class);
        for (String word : words) {
            try {
                include.add(valueOf(word.toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw Options.bad("include", "must be some of cls, patch, pooled, pca, clip");
            }
        }
        return include.isEmpty() ? EnumSet.of(CLS, PATCH) : include;
    }

    /** The key in results. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
