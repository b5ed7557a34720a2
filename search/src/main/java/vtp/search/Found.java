package vtp.search;

import java.util.Comparator;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.util.VectorUtil;

/** A place in an index, and how close its picture is. */
record Found(IndexSnapshot.Place place, float score) {
    /** Of pictures with the same score, the one that was indexed first comes first. */
    static final Comparator<Found> CLOSEST_FIRST =
            Comparator.comparingDouble((Found found) -> -found.score).thenComparingInt(found -> found.place.number());

    /** A cosine is at most 1, but for rounding. */
    private static final float LARGEST_COSINE = 1.001f;

    /**
     * Compares a feature with that of a place, both of length 1.
     *
     * @throws CorruptIndexException if the cosine is none: Lucene checks only a part of each file when it opens it
     */
    static Found of(IndexSnapshot.Place place, float[] unit, float[] feature) throws CorruptIndexException {
        float score = VectorUtil.dotProduct(unit, feature);
        if (!(Math.abs(score) <= LARGEST_COSINE)) {
            throw new CorruptIndexException("a cosine of " + score, String.valueOf(place.leaf()));
        }
        return new Found(place, score);
    }
}
