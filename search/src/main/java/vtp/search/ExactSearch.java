package vtp.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;

/** Compares a feature with all of an index. */
final class ExactSearch {
    private ExactSearch() {}

    /**
     * Finds the pictures closest to a feature.
     *
     * @param unit the feature, of length 1
     * @return at most {@code top}, the closest first
     */
    static List<Found> closest(IndexReader reader, IndexedFeature of, float[] unit, int top) throws IOException {
        PriorityQueue<Found> best = new PriorityQueue<>(Found.CLOSEST_FIRST.reversed());
        for (LeafReaderContext leaf : reader.leaves()) {
            FloatVectorValues values = leaf.reader().getFloatVectorValues(of.field());
            Bits live = leaf.reader().getLiveDocs();
            KnnVectorValues.DocIndexIterator docs = values == null ? null : values.iterator();
            while (docs != null && docs.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
                if (live == null || live.get(docs.docID())) {
                    float score = Found.cosine(unit, values.vectorValue(docs.index()), leaf);
                    if (best.size() < top || score > best.element().score()) {
                        best.add(new Found(new IndexSnapshot.Place(leaf, docs.docID()), score));
                    }
                    if (best.size() > top) {
                        best.remove();
                    }
                }
            }
        }
        List<Found> closest = new ArrayList<>(best);
        closest.sort(Found.CLOSEST_FIRST);
        return closest;
    }
}
