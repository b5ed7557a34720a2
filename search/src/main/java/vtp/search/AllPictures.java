package vtp.search;

import java.io.IOException;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.util.Bits;

/** A walk through the pictures of an index. */
final class AllPictures {
    private AllPictures() {}

    /** What is done with each. */
    interface Visit {
        /**
         * Visits a picture.
         *
         * @param cls its class token
         */
        void run(IndexSnapshot.Place place, float[] cls) throws IOException;
    }

    /** Visits all pictures in their order. */
    static void forEach(IndexReader reader, Visit visit) throws IOException {
        for (LeafReaderContext leaf : reader.leaves()) {
            Bits live = leaf.reader().getLiveDocs();
            for (int doc = 0; doc < leaf.reader().maxDoc(); doc++) {
                float[] cls =
                        live == null || live.get(doc) ? PictureDocument.feature(leaf, doc, IndexedFeature.CLS) : null;
                if (cls != null) {
                    visit.run(new IndexSnapshot.Place(leaf, doc), cls);
                }
            }
        }
    }
}
