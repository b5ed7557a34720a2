package vtp.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;

/** Follows the graph of an index to what is close to a feature. */
final class GraphSearch {
    private GraphSearch() {}

    /**
     * Finds the pictures closest to a feature. The scores are exact, also where the graph is searched by fewer bits.
     *
     * @param unit the feature, of length 1
     * @return at most {@code top}, the closest first
     */
    static List<Found> closest(IndexSearcher searcher, IndexedFeature of, float[] unit, int top) throws IOException {
        List<LeafReaderContext> leaves = searcher.getIndexReader().leaves();
        List<Found> found = new ArrayList<>();
        for (ScoreDoc doc : searcher.search(new KnnFloatVectorQuery(of.field(), unit, top), top).scoreDocs) {
            LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(doc.doc, leaves));
            IndexSnapshot.Place place = new IndexSnapshot.Place(leaf, doc.doc - leaf.docBase);
            float[] other = Objects.requireNonNull(PictureDocument.feature(leaf, place.doc(), of));
            found.add(new Found(place, Found.cosine(unit, other, leaf)));
        }
        found.sort(Found.CLOSEST_FIRST);
        return found;
    }
}
