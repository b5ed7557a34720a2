package vtp.search;

import java.io.IOException;
import org.apache.lucene.document.LongField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.util.Bits;
import org.jspecify.annotations.Nullable;

/** An index at one moment. */
final class IndexSnapshot implements AutoCloseable {
    private final DirectoryReader reader;

    IndexSnapshot(DirectoryReader reader) {
        this.reader = reader;
    }

    DirectoryReader reader() {
        return reader;
    }

    /** A picture's place in the index. */
    record Place(LeafReaderContext leaf, int doc) {
        /** Its number among all pictures, deleted ones too. */
        int number() {
            return leaf.docBase + doc;
        }

        IndexedPicture picture() throws IOException {
            return PictureDocument.read(leaf, doc);
        }
    }

    /** The first picture with this value in a field of one term; null if there is none. */
    static @Nullable Place find(IndexReader reader, String field, String value) throws IOException {
        Term term = new Term(field, value);
        for (LeafReaderContext leaf : reader.leaves()) {
            PostingsEnum postings = leaf.reader().postings(term, PostingsEnum.NONE);
            Bits live = leaf.reader().getLiveDocs();
            while (postings != null && postings.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
                if (live == null || live.get(postings.docID())) {
                    return new Place(leaf, postings.docID());
                }
            }
        }
        return null;
    }

    @Nullable
    Place find(String field, String value) throws IOException {
        return find(reader, field, value);
    }

    /** Whether a picture has so many bytes. */
    boolean hasSize(long sizeBytes) throws IOException {
        return new IndexSearcher(reader).count(LongField.newExactQuery(PictureDocument.SIZE, sizeBytes)) > 0;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
