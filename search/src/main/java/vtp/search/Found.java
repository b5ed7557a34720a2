package vtp.search;

import java.util.Comparator;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.util.VectorUtil;

/** A place in an index, and how close its picture is. */
record Found(IndexSnapshot.Place place, float score) {
    /** Of pictures with the same score, the one that was indexed first comes first. */
    static final Comparator<Found> CLOSEST_FIRST =
            Comparator.comparingDouble((Found found) -> -found.score).thenComparingInt(found -> found.place.number());

    /** A cosine is at most 1, but for rounding. */
    private static final float LARGEST_COSINE = 1.001f;

    /**
     * Returns the cosine of two features of length 1.
     *
     * @param stored one that was read from the index
     * @throws CorruptIndexException if it is none: Lucene checks only a part of each file when it opens it
     */
    static float cosine(float[] unit, float[] stored, LeafReaderContext leaf) throws CorruptIndexException {
        float score = VectorUtil.dotProduct(unit, stored);
        if (!(Math.abs(score) <= LARGEST_COSINE)) {
            throw new CorruptIndexException("a cosine of " + score, String.valueOf(leaf));
        }
        return score;
    }
}
