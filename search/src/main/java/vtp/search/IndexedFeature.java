package vtp.search;

/**
 * What an index keeps of each picture, each of length 1.
 *
 * @since 0.1.0
 */
public enum IndexedFeature {
    /** The CLIP feature, (E): what is in a picture. Comparable with the features of texts. */
    CLIP("clip"),
    /** The class token of the last block, after the final norm, (C): how a picture looks. Of no use with texts. */
    CLS("cls");

    private final String field;

    IndexedFeature(String field) {
        this.field = field;
    }

    String field() {
        return field;
    }
}
