package vtp.search;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.jspecify.annotations.Nullable;
import vtp.datasets.FileContent;

/** What a picture is to Lucene. */
final class PictureDocument {
    static final String KEY = "key";
    static final String SHA256 = "sha256";
    static final String SIZE = "size";
    static final String MODIFIED = "modified";
    private static final String FILE = "file";
    private static final String MEMBER = "member";
    private static final String OFFSET = "offset";
    private static final String LENGTH = "length";
    private static final String LABEL = "label";

    private PictureDocument() {}

    /** @param features each of length 1 */
    static Document of(IndexedPicture picture, Map<IndexedFeature, float[]> features) {
        FileContent content = picture.content();
        Document document = new Document();
        document.add(new StringField(KEY, picture.key(), Field.Store.NO));
        document.add(new StringField(SHA256, picture.sha256(), Field.Store.YES));
        document.add(new LongField(SIZE, picture.sizeBytes(), Field.Store.YES));
        document.add(new NumericDocValuesField(MODIFIED, picture.modified().toEpochMilli()));
        document.add(new StoredField(MODIFIED, picture.modified().toEpochMilli()));
        document.add(new StoredField(FILE, content.file().toUri().toString()));
        document.add(new StoredField(MEMBER, content.member()));
        document.add(new StoredField(OFFSET, content.offsetBytes()));
        document.add(new StoredField(LENGTH, content.lengthBytes()));
        if (picture.label() != null) {
            document.add(new StoredField(LABEL, picture.label()));
        }
        features.forEach((feature, vector) ->
                document.add(new KnnFloatVectorField(feature.field(), vector, VectorSimilarityFunction.DOT_PRODUCT)));
        return document;
    }

    static IndexedPicture read(LeafReaderContext leaf, int doc) throws IOException {
        Document document = leaf.reader().storedFields().document(doc);
        FileContent content = new FileContent(
                Path.of(URI.create(text(document, FILE))),
                text(document, MEMBER),
                number(document, OFFSET),
                number(document, LENGTH));
        return new IndexedPicture(
                content,
                number(document, SIZE),
                Instant.ofEpochMilli(number(document, MODIFIED)),
                text(document, SHA256),
                document.get(LABEL));
    }

    private static String text(Document document, String field) {
        return Objects.requireNonNull(document.get(field), field);
    }

    private static long number(Document document, String field) {
        IndexableField value = Objects.requireNonNull(document.getField(field), field);
        return Objects.requireNonNull(value.numericValue(), field).longValue();
    }

    /** The features of a picture, copied. */
    static Map<IndexedFeature, float[]> features(LeafReaderContext leaf, int doc) throws IOException {
        Map<IndexedFeature, float[]> features = new EnumMap<>(IndexedFeature.class);
        for (IndexedFeature feature : IndexedFeature.values()) {
            float[] vector = feature(leaf, doc, feature);
            if (vector != null) {
                features.put(feature, vector);
            }
        }
        return features;
    }

    /** A feature of a picture, copied; null if it has none. */
    static float @Nullable [] feature(LeafReaderContext leaf, int doc, IndexedFeature feature) throws IOException {
        FloatVectorValues values = leaf.reader().getFloatVectorValues(feature.field());
        if (values == null) {
            return null;
        }
        KnnVectorValues.DocIndexIterator iterator = values.iterator();
        return iterator.advance(doc) == doc
                ? values.vectorValue(iterator.index()).clone()
                : null;
    }
}
